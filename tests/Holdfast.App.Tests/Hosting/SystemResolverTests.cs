using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;

namespace Holdfast.App.Tests.Hosting;

/// <summary>
/// glibc's own resolver, as every program on a machine uses it. It knows port 53 only, so the daemon and its upstream run
/// in a network of their own, which nobody outside can see, with a resolv.conf of their own.
/// </summary>
public sealed class SystemResolverTests
{
    private const string Script = """
        set -eu
        ip link set lo up
        mount --bind resolv.conf /etc/resolv.conf
        mount --bind nsswitch.conf /etc/nsswitch.conf
        nsd "${@:2}" >nsd.log 2>&1 &
        dotnet "$1" serve --config holdfast.yaml >holdfast.log 2>&1 &
        ask() { python3 -c "from socket import *; print($1)"; }
        tries=0
        until dig @127.0.0.1 +tries=1 +timeout=1 +short www.example.com | grep -q 192.0.2.10; do
            ((++tries < 60)) || { cat holdfast.log nsd.log; exit 1; }
        done
        echo ahosts; getent ahosts www.example.com
        echo six; ask 'getaddrinfo("alias.example.com", 443, AF_INET6, SOCK_STREAM)[0][4][0]'
        echo denied; getent ahosts none.example.com || echo "code $?"
        echo many; ask 'len(getaddrinfo("many.example.com", 443, AF_INET, SOCK_STREAM))'
        echo reverse; ask 'getnameinfo(("192.0.2.10", 443), NI_NUMERICSERV)'
        """;

    [Fact]
    public async Task Getaddrinfo_and_getnameinfo_are_answered()
    {
        using var scratch = new Scratch();
        var zone = ServedZone.Of("example.com.", [
            "www IN A 192.0.2.10", "www IN AAAA 2001:db8::10", "alias IN CNAME www", .. Enumerable.Range(1, 100).Select(n => $"many IN A 198.51.100.{n}"),
        ]);
        var reverse = ServedZone.Of("2.0.192.in-addr.arpa.", "10 IN PTR www.example.com.");
        var site = ServerSite.Create();
        var nsd = new Nsd(zone, reverse).Prepare(site);
        scratch.Write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:5 attempts:1\n");
        scratch.Write("nsswitch.conf", "hosts: dns\n");
        scratch.Write("holdfast.yaml", $$"""
            listen: {udp: 127.0.0.1, tcp: 127.0.0.1}
            providers: [{name: nsd, endpoints: ["udp://{{site.EndPoint}}"]}]
            system-servers: false
            local: {pass-on: [2.0.192.in-addr.arpa]}
            state: state
            """);

        var result = await CommandLineTool.RunAsync(
            "unshare",
            [
                "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", $"--wd={scratch.Folder}",
                "bash", "-c", Script, "bash", HoldfastProgram.Assembly, .. nsd,
            ],
            cancellationToken: TestContext.Current.CancellationToken);
        Directory.Delete(site.Folder, recursive: true);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var lines = result.Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("2001:db8::10 STREAM www.example.com", lines);
        Assert.Contains("192.0.2.10 STREAM", lines);
        Assert.Equal("2001:db8::10", lines[lines.IndexOf("six") + 1]);
        Assert.Equal("code 2", lines[lines.IndexOf("denied") + 1]);
        Assert.Equal("100", lines[lines.IndexOf("many") + 1]); // more than one datagram: glibc asks again over TCP
        Assert.Equal("('www.example.com', '443')", lines[lines.IndexOf("reverse") + 1]);
    }
}
