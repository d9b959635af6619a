using System.Net;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Tests.Admission;

public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.0/0", "203.0.113.7", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.7", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    public void A_block_holds_its_addresses_and_no_others(string block, string address, bool expected) =>
        Assert.Equal(expected, AddressPrefix.Parse(block).Contains(ClientAddress.From(IPAddress.Parse(address))));

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0/x")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("example.com")]
    [InlineData("")]
    public void What_is_not_a_block_is_not_taken(string text) => Assert.False(AddressPrefix.TryParse(text, out _));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.168.1.5", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("100.127.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:4860:4860::8888", false)]
    public void Private_clients_are_those_of_private_networks(string address, bool expected) =>
        Assert.Equal(expected, ClientBlocks.Private.Any(block => block.Contains(ClientAddress.From(IPAddress.Parse(address)))));
}
