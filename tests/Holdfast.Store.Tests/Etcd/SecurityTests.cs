using System.Net;
using Etcdserverpb;
using Grpc.Net.Client;
using Holdfast.Store.Etcd;
using Holdfast.Store.Tests.Contract;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Etcd;

public sealed class SecurityTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_cluster_is_used_over_TLS_and_a_certificate_of_another_authority_is_refused()
    {
        using var certificate = _authority.Issue(["etcd.test"], [IPAddress.Loopback]);
        await using var servers = await EtcdServers.StartAsync(1, certificate, cancellationToken: Token);
        EtcdOptions options = new() { Endpoints = [.. servers.Endpoints], TrustedRoots = [_authority.Certificate], RequestTimeout = TimeSpan.FromSeconds(10) };
        await using (EtcdStore store = new(options))
        {
            await store.PutAsync("a", "1");
            Assert.Equal("1", await store.GetAsync("a"));
        }

        using TestAuthority other = new("another authority");
        await using EtcdStore distrustful = new(options with { TrustedRoots = [other.Certificate], RequestTimeout = TimeSpan.FromSeconds(1) });
        var fault = await Assert.ThrowsAsync<StoreException>(() => distrustful.PutAsync("a", "2"));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("SSL", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_with_users_wants_the_right_password()
    {
        await using var servers = await EtcdServers.StartAsync(1, cancellationToken: Token);
        using (var channel = GrpcChannel.ForAddress(servers.Endpoints[0]))
        {
            Auth.AuthClient users = new(channel);
            await users.UserAddAsync(new() { Name = "root", Password = "secret" }, cancellationToken: Token);
            await users.RoleAddAsync(new() { Name = "root" }, cancellationToken: Token);
            await users.UserGrantRoleAsync(new() { User = "root", Role = "root" }, cancellationToken: Token);
            await users.AuthEnableAsync(new(), cancellationToken: Token);
        }

        EtcdOptions options = new() { Endpoints = [.. servers.Endpoints], User = "root", Password = "secret", RequestTimeout = TimeSpan.FromSeconds(10) };
        await using (EtcdStore store = new(options))
        {
            var revision = await store.PutAsync("a", "1");
            Assert.Equal("a=1.", await store.LinesAsync(StoreWatch.Prefix(default, new(revision.Value - 1)), 1));

            // Tokens do not outlive the member that gave them.
            await servers.KillAsync(0);
            await servers.StartAgainAsync(0, Token);
            await store.PutAsync("a", "2");
        }

        await using EtcdStore wrong = new(options with { Password = "wrong" });
        Assert.Contains("invalid user ID or password", (await Assert.ThrowsAsync<StoreException>(() => wrong.GetAsync("a"))).Message, StringComparison.Ordinal);
        await using EtcdStore nobody = new(options with { User = null });
        Assert.Contains("user name is empty", (await Assert.ThrowsAsync<StoreException>(() => nobody.GetAsync("a"))).Message, StringComparison.Ordinal);
    }
}
