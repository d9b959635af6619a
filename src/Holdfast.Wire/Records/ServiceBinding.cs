using System.Collections.Immutable;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Where a service is to be found and what to know before connecting (RFC 9460 §2.2).</summary>
/// <remarks>
/// <code>
/// |                 SVCPRIORITY                 |  16 bits: 0 for an alias
/// /                  TARGETNAME                 /  a name, never compressed; the root stands for the owner
/// |                 SVCPARAMKEY                 |  16 bits, strictly ascending
/// |               SVCPARAM LENGTH               |  16 bits
/// /                SVCPARAMVALUE                /  octets
/// </code>
/// A value that is not laid out as its key wants is kept, and written as text in the generic form keyNNNNN.
/// </remarks>
public abstract class ServiceBinding : RecordData
{
    private protected ServiceBinding(ushort priority, DomainName target, ImmutableArray<ServiceParameter> parameters)
    {
        for (var i = 1; i < parameters.Length; i++)
        {
            if (parameters[i - 1].Key >= parameters[i].Key)
            {
                throw new ArgumentException("Parameters stand in ascending order of their keys, each once.", nameof(parameters));
            }
        }

        (Priority, Target, Parameters) = (priority, target, parameters);
    }

    /// <summary>0 for an alias; else the lower, the sooner.</summary>
    public ushort Priority { get; }

    /// <summary>The host, or the name that the owner is an alias of; the root stands for the owner.</summary>
    public DomainName Target { get; }

    /// <summary>The parameters, ascending by key.</summary>
    public ImmutableArray<ServiceParameter> Parameters { get; }

    /// <summary>The octets of a parameter; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? Find(ServiceParameterKey key)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Key == key)
            {
                return parameter.Value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public sealed override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Priority);
        writer.WriteUncompressedName(Target);
        foreach (var parameter in Parameters)
        {
            writer.WriteUInt16((ushort)parameter.Key);
            writer.WriteUInt16((ushort)parameter.Value.Length);
            writer.WriteOctets(parameter.Value.Span);
        }
    }

    /// <inheritdoc/>
    public sealed override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Number(Priority).Name(Target);
        foreach (var parameter in Parameters)
        {
            ServiceParameterText.Format(parameter, text);
        }
    }

    private protected static ImmutableArray<ServiceParameter> ReadParameters(ref WireReader reader)
    {
        var parameters = ImmutableArray.CreateBuilder<ServiceParameter>();
        var lowest = 0;
        while (reader.Ok && reader.Remaining > 0)
        {
            var key = reader.ReadUInt16();
            if (key < lowest)
            {
                reader.Fail(WireFault.BadValue);
            }

            lowest = key + 1;
            parameters.Add(new ServiceParameter((ServiceParameterKey)key, reader.ReadOctets(reader.ReadUInt16()).ToArray()));
        }

        return reader.Ok ? parameters.DrainToImmutable() : [];
    }

    private protected static ImmutableArray<ServiceParameter> ParseParameters(ref PresentationReader text)
    {
        var parameters = new SortedDictionary<ServiceParameterKey, ServiceParameter>();
        while (text.HasMore)
        {
            var parameter = ServiceParameterText.Parse(ref text);
            if (!parameters.TryAdd(parameter.Key, parameter))
            {
                text.FailWord("allowed: the key stands here twice");
            }
        }

        if (text.Ok && ServiceParameterText.Inconsistency(parameters) is { } problem)
        {
            text.Fail(problem);
        }

        return text.Ok ? [.. parameters.Values] : [];
    }
}
