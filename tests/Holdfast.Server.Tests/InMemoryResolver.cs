using System.Collections.Concurrent;
using System.Collections.Immutable;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests;

/// <summary>A resolver whose providers are a dictionary. It stores what it finds, as the real one does.</summary>
internal sealed class InMemoryResolver(AnswerCache cache, MonotonicClock clock) : IResolver
{
    private readonly ConcurrentDictionary<(DomainName Name, RecordType Type), (RecordData[] Data, uint Ttl)> _records = new();
    private readonly ConcurrentQueue<ResolutionRequest> _asked = new();

    /// <summary>While set, questions wait for it to be released.</summary>
    public Gate? Hold { get; set; }

    /// <summary>What it was asked.</summary>
    public IReadOnlyCollection<ResolutionRequest> Asked => _asked;

    /// <summary>What it was asked to refresh.</summary>
    public ConcurrentQueue<ResolutionRequest> Prefetched { get; } = new();

    /// <summary>Whether it serves answers as stale ones.</summary>
    public bool ServesStale { get; set; }

    public void Add(string name, uint ttl, params RecordData[] data) => _records[(DomainName.Parse(name), data[0].Type)] = (data, ttl);

    public async ValueTask<Resolution> ResolveAsync(ResolutionRequest request, Deadline deadline, CancellationToken cancellationToken)
    {
        _asked.Enqueue(request);
        if (Hold is { } gate)
        {
            await gate.WaitAsync(cancellationToken);
        }

        var question = request.Question;
        var key = AnswerKey.Create(question, (byte)((request.DnssecOk ? 1 : 0) | (request.CheckingDisabled ? 2 : 0)), request.ClientSubnet.Span);
        if (_records.TryGetValue((question.Name, question.Type), out var found))
        {
            var records = found.Data.Select(data => new ResourceRecord(question.Name, RecordClass.Internet, found.Ttl, data)).ToArray();
            var answer = AnswerBuilder.Synthesize(question, ResponseCode.NoError, records, TimeSpan.FromSeconds(found.Ttl), "memory");
            if (ServesStale)
            {
                return new Resolution(answer, AnswerSource.Stale, TimeSpan.FromHours(2), [new ExtendedError(ExtendedErrorCode.StaleAnswer, "nobody answers")]);
            }

            cache.Store(key, answer, clock.Now);
            return new Resolution(answer, AnswerSource.Provider, TimeSpan.Zero, []);
        }

        ImmutableArray<ExtendedError> errors = [new(ExtendedErrorCode.NoReachableAuthority, "one: silent; two: refused")];
        return new Resolution(AnswerBuilder.Failure(question, "", errors[0]), AnswerSource.None, TimeSpan.Zero, errors);
    }

    public void Prefetch(ResolutionRequest request) => Prefetched.Enqueue(request);
}
