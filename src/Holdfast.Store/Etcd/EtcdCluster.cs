using Grpc.Core;

namespace Holdfast.Store.Etcd;

/// <summary>
/// The members, of which one is talked to until it fails. A call has one deadline. What only reads is tried member by member
/// until then; a commit only while it is certain that no attempt of it was made.
/// </summary>
internal sealed class EtcdCluster : IDisposable
{
    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private readonly ImmutableArray<EtcdMember> _members;
    private readonly CancellationTokenSource _closing = new();
    private int _current;
    private string? _token;

    public EtcdCluster(EtcdOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _members = [.. options.Endpoints.Select(address => new EtcdMember(address, options))];
    }

    /// <summary>Cancelled when the store is closed.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>The member that is talked to.</summary>
    public EtcdMember Current => _members[_current];

    /// <summary>Calls what only reads.</summary>
    public Task<T> ReadAsync<T>(Func<EtcdMember, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, repeatable: true, cancellationToken);

    /// <summary>Calls what must not be done twice.</summary>
    public Task<T> CommitAsync<T>(Func<EtcdMember, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, repeatable: false, cancellationToken);

    /// <summary>Turns to the next member, unless somebody did already.</summary>
    public void Leave(EtcdMember failed)
    {
        var at = _members.IndexOf(failed);
        Interlocked.CompareExchange(ref _current, (at + 1) % _members.Length, at);
    }

    /// <summary>
    /// What every call carries: that its member must know a leader, else it refuses at once; and a token, if there are users.
    /// </summary>
    public async Task<Metadata> HeadersAsync(EtcdMember member, CancellationToken cancellationToken)
    {
        Metadata headers = new() { { "hasleader", "true" } };
        if (_options.User is { } user)
        {
            _token ??= (await member.Users.AuthenticateAsync(
                new() { Name = user, Password = _options.Password ?? "" }, headers, cancellationToken: cancellationToken)).Token;
            headers.Add("token", _token);
        }

        return headers;
    }

    /// <summary>Forgets a token that a member did not accept: it was too old, or the member was restarted.</summary>
    public void ForgetToken() => _token = null;

    /// <summary>A short wait, ended by cancellation or by closing.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(_options.Pause, _time, cancellationToken);

    public void Dispose()
    {
        _closing.Cancel();
        foreach (var member in _members)
        {
            member.Dispose();
        }
    }

    private async Task<T> CallAsync<T>(Func<EtcdMember, CallOptions, AsyncUnaryCall<T>> call, bool repeatable, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource deadline = new(_options.RequestTimeout, _time);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken, _closing.Token);
        Exception? last = null;
        while (!deadline.IsCancellationRequested)
        {
            ThrowIfClosed();
            var member = Current;
            var sent = false;
            try
            {
                using CancellationTokenSource attempt = new(repeatable ? _options.AttemptTimeout : Timeout.InfiniteTimeSpan, _time);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(attempt.Token, whole.Token);
                var headers = await HeadersAsync(member, stop.Token);
                sent = true;
                return await call(member, new CallOptions(headers, cancellationToken: stop.Token)).ResponseAsync;
            }
            catch (Exception failure) when (failure is RpcException or OperationCanceledException or ObjectDisposedException)
            {
                ThrowIfClosed();
                cancellationToken.ThrowIfCancellationRequested();
                last = failure;
                switch (EtcdFailure.Judge(failure))
                {
                    case EtcdOutcome.Final:
                        throw EtcdFailure.Describe((RpcException)failure);
                    case EtcdOutcome.NoToken when _options.User is null:
                        throw EtcdFailure.Describe((RpcException)failure);
                    case EtcdOutcome.NoToken:
                        ForgetToken();
                        break;
                    case EtcdOutcome.Unknown when sent && member.EverConnected && !repeatable:
                        Leave(member);
                        throw new StoreException(
                            StoreFault.Timeout, $"{member.Address} did not say whether it was committed: {Reason(failure)}", failure);
                    default:
                        Leave(member);
                        break;
                }
            }

            try
            {
                await PauseAsync(whole.Token);
            }
            catch (OperationCanceledException)
            {
                ThrowIfClosed();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        throw new StoreException(
            StoreFault.Unavailable,
            $"no member of {string.Join(", ", _options.Endpoints)} answered within {_options.RequestTimeout.TotalSeconds:0.#} s: {(last is null ? "" : Reason(last))}", last);
    }

    private void ThrowIfClosed()
    {
        if (_closing.IsCancellationRequested)
        {
            throw StoreException.Closed();
        }
    }

    private static string Reason(Exception failure) => failure is RpcException rpc ? $"{rpc.StatusCode} {rpc.Status.Detail}" : "no answer in time";
}
