using Holdfast.Server.Zones;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Conformance;

/// <summary>Our own zones without a server around them: a question in, what they say out.</summary>
internal sealed class OwnAuthority
{
    private readonly ZoneSet _zones;
    private readonly byte[] _octets = new byte[Message.MaxOctets];

    public OwnAuthority(params IEnumerable<ServedZone> zones) =>
        _zones = new ZoneSet([.. zones.Select(zone =>
        {
            var name = DomainName.Parse(zone.Origin);
            var load = ZoneLoad.Read(new ZoneFileOptions(name, zone.Origin), () => new StringReader(zone.Text));
            Assert.True(load.Zone is not null, string.Join('\n', load.Problems));
            return new Zone(name, load.Zone, null);
        })]);

    /// <summary>The response; null when the name is in none of the zones.</summary>
    public Message? Ask(DomainName name, RecordType type)
    {
        if (!_zones.TryFind(name.Octets, ZoneSet.TopLabelOf(name.Octets), type, out var zone))
        {
            return null;
        }

        Assert.True((Message.Query(new Question(name, type), 0) with { Flags = MessageFlags.Response }).TryWrite(_octets, out var length));
        var reply = new ZoneReply(_octets, length);
        AuthoritativeAnswer.Write(_zones, zone, name.Octets, type, default, isResolved: false, ref reply, out _);
        Assert.False(reply.Overflowed);
        reply.EndHeader();
        Assert.True(Message.TryRead(reply.Written, out var message, out var fault, out var offset), $"{fault} at {offset}: {name} {type}");
        return message;
    }

    /// <summary>
    /// The response in a line: code, AA, then records as TYPE owner data; <c>!</c> before those of the authority section,
    /// <c>+</c> before additional ones.
    /// </summary>
    public string Say(string question)
    {
        var words = question.Split(' ');
        Assert.True(RecordTypeText.TryParse(words[1], out var type));
        return Ask(DomainName.Parse(words[0]), type) is { } message ? Text(message) : "not ours";
    }

    public static string Text(Message message) => string.Join(", ",
    [
        message.ResponseCode.ToText() + ((message.Flags & MessageFlags.AuthoritativeAnswer) != 0 ? " AA" : ""),
        .. message.Answers.Select(Text),
        .. message.Authorities.Select(record => "!" + Text(record)),
        .. message.Additionals.Select(record => "+" + Text(record)),
    ]);

    public static string Text(ResourceRecord record) =>
        record.Type == RecordType.SOA ? $"SOA {record.Name}" : $"{record.Type.ToText()} {record.Name} {record.Data}";
}
