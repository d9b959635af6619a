using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The data of one record, owned. One file a type, each with its figure, reader, writer and text.</summary>
public abstract class RecordData : IEquatable<RecordData>
{
    /// <summary>The most octets RDLENGTH can count.</summary>
    public const int MaxOctets = 65_535;

    /// <summary>The type these data belong to.</summary>
    public abstract RecordType Type { get; }

    /// <summary>Reads data by type, up to the reader's bound. Types without a reader are kept as octets (RFC 3597).</summary>
    public static RecordData Read(RecordType type, RecordClass @class, ref WireReader reader) => RecordTypes.Read(type, @class, ref reader);

    /// <summary>Reads data as zone files have them, in the form of their type or in the generic one (RFC 3597 §5).</summary>
    /// <param name="type">The type.</param>
    /// <param name="text">The data alone; of class IN.</param>
    /// <param name="origin">What completes relative names; null when all must be complete.</param>
    /// <param name="data">The data, or null.</param>
    /// <param name="error">Why the text is not data of the type.</param>
    public static bool TryParse(
        RecordType type, string text, DomainName? origin, [NotNullWhen(true)] out RecordData? data, [NotNullWhen(false)] out TextError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        data = RecordText.Parse(type, text, origin, out error);
        return data is not null;
    }

    /// <summary>Writes the data without RDLENGTH.</summary>
    public abstract void Write(ref WireWriter writer);

    /// <summary>Writes the data as zone files have them.</summary>
    public abstract void Format(PresentationWriter text);

    /// <summary>The data's uncompressed octets.</summary>
    public byte[] ToOctets()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxOctets);
        try
        {
            var writer = new WireWriter(buffer.AsSpan(0, MaxOctets), compress: false);
            Write(ref writer);
            return writer.Overflowed
                ? throw new InvalidOperationException($"The data of a record hold at most {MaxOctets} octets.")
                : writer.Written.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether RDLENGTH can count the data.</summary>
    internal bool Fits()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxOctets);
        var writer = new WireWriter(buffer.AsSpan(0, MaxOctets), compress: false);
        Write(ref writer);
        ArrayPool<byte>.Shared.Return(buffer);
        return !writer.Overflowed;
    }

    /// <summary>Equal when type and uncompressed octets are.</summary>
    public bool Equals(RecordData? other) =>
        ReferenceEquals(this, other) || (other is not null && Type == other.Type && ToOctets().AsSpan().SequenceEqual(other.ToOctets()));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as RecordData);

    /// <inheritdoc/>
    public sealed override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.AddBytes(ToOctets());
        return hash.ToHashCode();
    }

    /// <summary>The data as zone files have them.</summary>
    public sealed override string ToString()
    {
        var text = new PresentationWriter();
        Format(text);
        return text.ToString();
    }
}
