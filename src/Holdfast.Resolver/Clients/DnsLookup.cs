using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Clients;

/// <summary>
/// Typed look-ups over a resolver. A missing name, a denial and a failure are results; only a text that is no domain name
/// is an exception. Safe for any number of callers at once.
/// </summary>
/// <param name="resolver">What resolves.</param>
/// <param name="clock">The clock of its deadlines.</param>
/// <param name="timeout">The longest a look-up may take; 5 seconds by default.</param>
public sealed class DnsLookup(IResolver resolver, MonotonicClock clock, TimeSpan? timeout = null)
{
    // Of a service's hosts, this many have their addresses looked up.
    private const int MaxTargets = 16;

    // What stale answers are given with (RFC 8767 §4).
    private static readonly TimeSpan _staleTtl = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromSeconds(5);

    /// <summary>The clock of its deadlines.</summary>
    public MonotonicClock Clock { get; } = clock;

    /// <summary>Looks up a name's addresses of both families; those of IPv6 come first.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public async Task<DnsResult<AddressRecord>> ResolveAddressesAsync(string name, CancellationToken cancellationToken = default)
    {
        var (parsed, deadline) = (Parse(name), Clock.In(_timeout));
        var ofVersion6 = AddressesAsync(parsed, RecordType.AAAA, deadline, cancellationToken);
        var ofVersion4 = AddressesAsync(parsed, RecordType.A, deadline, cancellationToken);
        return Join(await ofVersion6, await ofVersion4);
    }

    /// <summary>Looks up a name's addresses of one family.</summary>
    /// <exception cref="ArgumentException">The text is no domain name, or the family is neither IPv4 nor IPv6 nor unspecified.</exception>
    public Task<DnsResult<AddressRecord>> ResolveAddressesAsync(
        string name, AddressFamily addressFamily, CancellationToken cancellationToken = default) => addressFamily switch
        {
            AddressFamily.InterNetwork => AddressesAsync(Parse(name), RecordType.A, Clock.In(_timeout), cancellationToken),
            AddressFamily.InterNetworkV6 => AddressesAsync(Parse(name), RecordType.AAAA, Clock.In(_timeout), cancellationToken),
            AddressFamily.Unspecified => ResolveAddressesAsync(name, cancellationToken),
            _ => throw new ArgumentException($"{addressFamily} has no addresses in DNS.", nameof(addressFamily)),
        };

    /// <summary>Looks up where a service runs, with the addresses of its hosts.</summary>
    /// <param name="name">Such as <c>_sip._tcp.example.com</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public async Task<DnsResult<SrvRecord>> ResolveSrvAsync(string name, CancellationToken cancellationToken = default)
    {
        var deadline = Clock.In(_timeout);
        var found = await FindAsync(Parse(name), RecordType.SRV, Read, deadline, cancellationToken);
        var targets = found.Records.Select(record => record.Data.Target).Where(target => !target.IsRoot).Distinct().Take(MaxTargets).ToList();
        var lookups = targets.ConvertAll(target => HostAsync(target, deadline, cancellationToken));
        var addresses = targets.Zip(await Task.WhenAll(lookups)).ToDictionary(pair => pair.First, pair => pair.Second);
        return new DnsResult<SrvRecord>(
            found.ResponseCode,
            [.. found.Records.Select(record => new SrvRecord(
                Text(record.Data.Target), record.Data.Port, record.Data.Priority, record.Data.Weight, record.Ttl, addresses.GetValueOrDefault(record.Data.Target, [])))],
            found.NegativeCacheTtl,
            found.Source,
            found.Errors);

        static (SrvData Data, TimeSpan Ttl)? Read(RecordData data, TimeSpan ttl) => data is SrvData service ? (service, ttl) : null;
    }

    /// <summary>Looks up where a domain's mail goes.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public Task<DnsResult<MxRecord>> ResolveMxAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync<MxRecord>(Parse(name), RecordType.MX, (data, ttl) =>
            data is MxData mail ? new MxRecord(Text(mail.Exchange), mail.Preference, ttl) : null, Clock.In(_timeout), cancellationToken);

    /// <summary>Looks up a name's text.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public Task<DnsResult<TxtRecord>> ResolveTxtAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync<TxtRecord>(Parse(name), RecordType.TXT, (data, ttl) =>
            data is TxtData text ? new TxtRecord([.. text.Strings.Select(part => Encoding.UTF8.GetString(part))], ttl) : null, Clock.In(_timeout), cancellationToken);

    /// <summary>Looks up what a name is an alias of.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public Task<DnsResult<CNameRecord>> ResolveCNameAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync<CNameRecord>(Parse(name), RecordType.CNAME, (data, ttl) =>
            data is CnameData alias ? new CNameRecord(Text(alias.Target), ttl) : null, Clock.In(_timeout), cancellationToken);

    /// <summary>Looks up the names of a name under in-addr.arpa or ip6.arpa.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public Task<DnsResult<PtrRecord>> ResolvePtrAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync<PtrRecord>(Parse(name), RecordType.PTR, (data, ttl) =>
            data is PtrData pointer ? new PtrRecord(Text(pointer.Target), ttl) : null, Clock.In(_timeout), cancellationToken);

    /// <summary>Looks up the names of an address.</summary>
    public Task<DnsResult<PtrRecord>> ResolvePtrAsync(IPAddress address, CancellationToken cancellationToken = default) =>
        ResolvePtrAsync(ReverseName.Of(address), cancellationToken);

    /// <summary>Looks up a zone's name servers.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public Task<DnsResult<NsRecord>> ResolveNsAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync<NsRecord>(Parse(name), RecordType.NS, (data, ttl) =>
            data is NsData server ? new NsRecord(Text(server.Server), ttl) : null, Clock.In(_timeout), cancellationToken);

    private async Task<IReadOnlyList<AddressRecord>> HostAsync(DomainName host, Deadline deadline, CancellationToken cancellationToken)
    {
        var ofVersion6 = AddressesAsync(host, RecordType.AAAA, deadline, cancellationToken);
        var ofVersion4 = AddressesAsync(host, RecordType.A, deadline, cancellationToken);
        return [.. (await ofVersion6).Records, .. (await ofVersion4).Records];
    }

    private Task<DnsResult<AddressRecord>> AddressesAsync(
        DomainName name, RecordType type, Deadline deadline, CancellationToken cancellationToken) =>
        FindAsync<AddressRecord>(name, type, (data, ttl) => data switch
        {
            AData address => new AddressRecord(address.Address, ttl),
            AaaaData address => new AddressRecord(address.Address, ttl),
            _ => null,
        }, deadline, cancellationToken);

    private async Task<DnsResult<T>> FindAsync<T>(
        DomainName name, RecordType type, Func<RecordData, TimeSpan, T?> read, Deadline deadline, CancellationToken cancellationToken)
        where T : struct
    {
        var resolution = await resolver.ResolveAsync(new ResolutionRequest(new Question(name, type)), deadline, cancellationToken);
        var answer = resolution.Answer;
        var records = ImmutableArray.CreateBuilder<T>();
        if (Message.TryRead(answer.Octets, out var message, out _, out _))
        {
            foreach (var record in message.Answers)
            {
                if (record.Type == type && read(record.Data, Left(record.Ttl)) is { } found)
                {
                    records.Add(found);
                }
            }
        }

        var denied = records.Count == 0 && answer.ResponseCode is ResponseCode.NoError or ResponseCode.NameError;
        return new DnsResult<T>(
            answer.ResponseCode,
            records.ToImmutable(),
            denied ? Left(answer.Ttl.TotalSeconds) : TimeSpan.Zero,
            resolution.Source,
            resolution.Errors);

        TimeSpan Left(double seconds) => resolution.Source == AnswerSource.Stale
            ? _staleTtl
            : TimeSpan.FromSeconds(Math.Max(0, seconds - Math.Floor(resolution.Age.TotalSeconds)));
    }

    // One family with addresses is enough; otherwise a failure says more than a denial.
    private static DnsResult<AddressRecord> Join(DnsResult<AddressRecord> one, DnsResult<AddressRecord> other)
    {
        var said = one.Records.Count > 0 ? one
            : other.Records.Count > 0 ? other
            : one.ResponseCode is ResponseCode.NoError or ResponseCode.NameError ? other : one;
        return said with
        {
            Records = [.. one.Records, .. other.Records],
            NegativeCacheTtl = one.NegativeCacheTtl < other.NegativeCacheTtl ? one.NegativeCacheTtl : other.NegativeCacheTtl,
            Errors = [.. one.Errors.Union(other.Errors)],
        };
    }

    private static DomainName Parse(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return DomainName.TryParse(name, out var parsed, out var fault)
            ? parsed
            : throw new ArgumentException($"'{name}' is not a domain name: {fault}.", nameof(name));
    }

    private static string Text(DomainName name) => name.IsRoot ? "." : name.ToString()[..^1];
}
