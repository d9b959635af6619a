using Holdfast.Endpoints.Observing;

namespace Holdfast.Endpoints.Tests.Observing;

public sealed class ProbeTargetTests
{
    [Theory]
    [InlineData("tcp:443")]
    [InlineData("tls:8443")]
    [InlineData("tls:443:api.example.com")]
    [InlineData("http://api.example.com:8080/health?deep=1")]
    [InlineData("https://api.example.com/health")]
    public void What_is_read_is_written_the_same(string text)
    {
        Assert.True(ProbeTarget.TryParse(text, out var target));
        Assert.Equal(text, target.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tcp:")]
    [InlineData("tcp:0")]
    [InlineData("tcp:65536")]
    [InlineData("tcp:443:name")]
    [InlineData("tls:443:")]
    [InlineData("udp:53")]
    [InlineData("ftp://api.example.com/")]
    [InlineData("http:///health")]
    [InlineData("http://user:secret@api.example.com/")]
    [InlineData("http://api.example.com/#part")]
    [InlineData("api.example.com/health")]
    [InlineData(null)]
    public void What_is_no_probe_is_told(string? text) => Assert.False(ProbeTarget.TryParse(text, out _));

    [Fact]
    public void A_url_without_a_port_goes_to_the_usual_one()
    {
        Assert.True(ProbeTarget.TryParse("https://api.example.com/health", out var target));
        Assert.Equal((ProbeKind.Https, 443, "api.example.com", "/health"), (target.Kind, target.Port, target.ServerName, target.Path));
    }

    [Fact]
    public void A_target_with_the_pools_name_is_written_too() =>
        Assert.Equal("https://*:8443/health?deep=1", new ProbeTarget(ProbeKind.Https, 8443, null, "/health?deep=1").ToString());
}
