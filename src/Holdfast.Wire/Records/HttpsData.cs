using System.Collections.Immutable;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Where the HTTPS service of the owner is to be found (RFC 9460 §9).</summary>
/// <param name="priority">0 for an alias; else the lower, the sooner.</param>
/// <param name="target">The host, or the name that the owner is an alias of; the root stands for the owner.</param>
/// <param name="parameters">The parameters, ascending by key.</param>
public sealed class HttpsData(ushort priority, DomainName target, ImmutableArray<ServiceParameter> parameters)
    : ServiceBinding(priority, target, parameters)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.HTTPS;

    /// <summary>Reads the data.</summary>
    public static HttpsData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUncompressedName(), ReadParameters(ref reader));

    internal static HttpsData Parse(ref PresentationReader text) => new(text.UInt16(), text.Name(), ParseParameters(ref text));
}
