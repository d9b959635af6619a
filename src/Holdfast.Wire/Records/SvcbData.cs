using System.Collections.Immutable;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Where a service of any scheme is to be found (RFC 9460 §2).</summary>
/// <param name="priority">0 for an alias; else the lower, the sooner.</param>
/// <param name="target">The host, or the name that the owner is an alias of; the root stands for the owner.</param>
/// <param name="parameters">The parameters, ascending by key.</param>
public sealed class SvcbData(ushort priority, DomainName target, ImmutableArray<ServiceParameter> parameters)
    : ServiceBinding(priority, target, parameters)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.SVCB;

    /// <summary>Reads the data.</summary>
    public static SvcbData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUncompressedName(), ReadParameters(ref reader));

    internal static SvcbData Parse(ref PresentationReader text) => new(text.UInt16(), text.Name(), ParseParameters(ref text));
}
