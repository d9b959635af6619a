using System.Buffers.Binary;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// What makes two questions the same: the name in lower case, type, class, DO, CD, and the client subnet where one is
/// forwarded. As octets, so that the hot path can build one on its stack.
/// </summary>
public static class AnswerKey
{
    /// <summary>The longest key: a name, type, class, flags, and an ECS option's four fixed octets and 16 of address.</summary>
    public const int MaxOctets = DomainName.MaxOctets + 2 + 2 + 1 + 20;

    /// <summary>DO is set: signatures belong to the answer.</summary>
    public const byte DnssecOk = 1;

    /// <summary>CD is set: the answer was not validated upstream.</summary>
    public const byte CheckingDisabled = 2;

    /// <summary>Builds a key. Hot path.</summary>
    /// <param name="name">The uncompressed name, in any case.</param>
    /// <param name="type">The type.</param>
    /// <param name="class">The class.</param>
    /// <param name="flags"><see cref="DnssecOk"/> and <see cref="CheckingDisabled"/>.</param>
    /// <param name="subnet">The data of a forwarded ECS option; empty for none.</param>
    /// <param name="destination">At least <see cref="MaxOctets"/>.</param>
    /// <returns>The key's length.</returns>
    public static int Write(
        ReadOnlySpan<byte> name, RecordType type, RecordClass @class, byte flags, ReadOnlySpan<byte> subnet, Span<byte> destination)
    {
        NameOctets.ToLower(name, destination);
        var rest = destination[name.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)@class);
        rest[4] = flags;
        subnet.CopyTo(rest[5..]);
        return name.Length + 5 + subnet.Length;
    }

    /// <summary>Builds a key on the heap.</summary>
    public static byte[] Create(Question question, byte flags = 0, ReadOnlySpan<byte> subnet = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        Span<byte> key = stackalloc byte[MaxOctets];
        return key[..Write(question.Name.Octets, question.Type, question.Class, flags, subnet, key)].ToArray();
    }

    /// <summary>The uncompressed name at a key's start.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> key)
    {
        var at = 0;
        while (at < key.Length && key[at] != 0)
        {
            at += key[at] + 1;
        }

        return at < key.Length ? key[..(at + 1)] : default;
    }
}
