using System.Globalization;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Where on earth the owner is (RFC 1876 §2).</summary>
/// <remarks>
/// <code>
/// |                   VERSION                   |  8 bits, 0; data of other versions are kept as octets
/// |                     SIZE                    |  8 bits: a digit 1 to 9 and a power of ten, centimetres; or 0
/// |                  HORIZ PRE                  |  8 bits, likewise
/// |                   VERT PRE                  |  8 bits, likewise
/// |                   LATITUDE                  |  32 bits: thousandths of an arc second, 2^31 at the equator
/// |                  LONGITUDE                  |  32 bits: thousandths of an arc second, 2^31 at Greenwich
/// |                   ALTITUDE                  |  32 bits: centimetres above 100,000 m below the WGS 84 ellipsoid
/// </code>
/// </remarks>
public sealed class LocData : RecordData
{
    private const long Zero = 1L << 31;
    private const int PerDegree = 3_600_000;
    private const long AltitudeZero = 10_000_000;

    private readonly byte _size;
    private readonly byte _horizontal;
    private readonly byte _vertical;

    private LocData(byte size, byte horizontal, byte vertical, uint latitude, uint longitude, uint altitude)
    {
        (_size, _horizontal, _vertical) = (size, horizontal, vertical);
        (RawLatitude, RawLongitude, RawAltitude) = (latitude, longitude, altitude);
    }

    /// <summary>Thousandths of an arc second north of 90 degrees south, roughly: 2^31 is the equator.</summary>
    public uint RawLatitude { get; }

    /// <summary>Thousandths of an arc second, east being more: 2^31 is Greenwich.</summary>
    public uint RawLongitude { get; }

    /// <summary>Centimetres above a point 100,000 m below the WGS 84 ellipsoid.</summary>
    public uint RawAltitude { get; }

    /// <summary>Degrees north of the equator, -90 to 90.</summary>
    public double Latitude => (RawLatitude - Zero) / (double)PerDegree;

    /// <summary>Degrees east of Greenwich, -180 to 180.</summary>
    public double Longitude => (RawLongitude - Zero) / (double)PerDegree;

    /// <summary>Metres above the WGS 84 ellipsoid.</summary>
    public double AltitudeMetres => (RawAltitude - AltitudeZero) / 100.0;

    /// <summary>The diameter of a sphere around the owner, in centimetres.</summary>
    public long SizeCentimetres => Unpack(_size);

    /// <summary>The diameter of the horizontal circle of error, in centimetres.</summary>
    public long HorizontalPrecisionCentimetres => Unpack(_horizontal);

    /// <summary>The span of the vertical error, in centimetres.</summary>
    public long VerticalPrecisionCentimetres => Unpack(_vertical);

    /// <inheritdoc/>
    public override RecordType Type => RecordType.LOC;

    /// <summary>Reads the data; those of another version than 0 are kept as octets.</summary>
    public static RecordData Read(ref WireReader reader)
    {
        var whole = reader;
        if (reader.ReadUInt8() != 0)
        {
            reader = whole;
            return UnknownData.Read(RecordType.LOC, ref reader);
        }

        var data = new LocData(
            reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        if (reader.Ok && !data.IsValid())
        {
            reader.Fail(WireFault.BadValue);
        }

        return data;
    }

    internal static LocData Parse(ref PresentationReader text)
    {
        var latitude = Angle(ref text, 90, 'N', 'S');
        var longitude = Angle(ref text, 180, 'E', 'W');
        var altitude = Centimetres(ref text, -AltitudeZero, uint.MaxValue - AltitudeZero) + AltitudeZero;
        var size = text.HasMore ? Pack(Centimetres(ref text, 0, 9_000_000_000)) : (byte)0x12;
        var horizontal = text.HasMore ? Pack(Centimetres(ref text, 0, 9_000_000_000)) : (byte)0x16;
        var vertical = text.HasMore ? Pack(Centimetres(ref text, 0, 9_000_000_000)) : (byte)0x13;
        return new LocData(size, horizontal, vertical, latitude, longitude, (uint)altitude);
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt8(0);
        writer.WriteUInt8(_size);
        writer.WriteUInt8(_horizontal);
        writer.WriteUInt8(_vertical);
        writer.WriteUInt32(RawLatitude);
        writer.WriteUInt32(RawLongitude);
        writer.WriteUInt32(RawAltitude);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        FormatAngle(text, RawLatitude - Zero, "N", "S");
        FormatAngle(text, RawLongitude - Zero, "E", "W");
        text.Field(Metres(RawAltitude - AltitudeZero))
            .Field(Metres(SizeCentimetres))
            .Field(Metres(HorizontalPrecisionCentimetres))
            .Field(Metres(VerticalPrecisionCentimetres));
    }

    private bool IsValid() =>
        IsPacked(_size) && IsPacked(_horizontal) && IsPacked(_vertical)
        && Math.Abs(RawLatitude - Zero) <= 90L * PerDegree
        && Math.Abs(RawLongitude - Zero) <= 180L * PerDegree;

    private static bool IsPacked(byte packed) => packed == 0 || (packed >> 4 is >= 1 and <= 9 && (packed & 0xF) <= 9);

    private static long Unpack(byte packed)
    {
        long value = packed >> 4;
        for (var power = packed & 0xF; power > 0; power--)
        {
            value *= 10;
        }

        return value;
    }

    // One digit and a power of ten: the digits behind the first are lost, as in RFC 1876 appendix A.
    private static byte Pack(long centimetres)
    {
        var power = 0;
        while (centimetres > 9)
        {
            centimetres /= 10;
            power++;
        }

        return (byte)((centimetres << 4) | (centimetres == 0 ? 0 : (long)power));
    }

    private static void FormatAngle(PresentationWriter text, long angle, string positive, string negative)
    {
        var rest = Math.Abs(angle);
        text.Number((ulong)(rest / PerDegree)).Number((ulong)(rest / 60_000 % 60))
            .Field(string.Create(CultureInfo.InvariantCulture, $"{rest / 1000 % 60}.{rest % 1000:D3}"))
            .Field(angle < 0 ? negative : positive);
    }

    private static string Metres(long centimetres) => string.Create(
        CultureInfo.InvariantCulture, $"{(centimetres < 0 ? "-" : "")}{Math.Abs(centimetres) / 100}.{Math.Abs(centimetres) % 100:D2}m");

    // Degrees, then minutes and seconds if there are any, then the direction.
    private static uint Angle(ref PresentationReader text, int mostDegrees, char positive, char negative)
    {
        var angle = (long)text.Number((ulong)mostDegrees) * PerDegree;
        for (var unit = 60_000; unit >= 1000 && text.Ok; unit /= 60)
        {
            if (text.Peek() is [var letter] && !char.IsAsciiDigit(letter))
            {
                break;
            }

            angle += unit == 60_000 ? (long)text.Number(59) * unit : Thousandths(ref text);
        }

        var direction = text.Word() is [var given] ? char.ToUpperInvariant(given) : ' ';
        if ((direction != positive && direction != negative) || angle > (long)mostDegrees * PerDegree)
        {
            text.FailWord($"{positive} or {negative} after at most {mostDegrees} degrees");
        }

        return (uint)(Zero + (direction == negative ? -angle : angle));
    }

    private static long Thousandths(ref PresentationReader text)
    {
        if (TryParseFixed(text.Word(), 3, out var value) && value is >= 0 and < 60_000)
        {
            return value;
        }

        text.FailWord("a number of seconds from 0 to 59.999");
        return 0;
    }

    private static long Centimetres(ref PresentationReader text, long least, long most)
    {
        var word = text.Word();
        if (TryParseFixed(word is [.. var number, 'm' or 'M'] ? number : word, 2, out var value) && value >= least && value <= most)
        {
            return value;
        }

        text.FailWord($"a number of metres from {least / 100} to {most / 100}");
        return 0;
    }

    // A decimal number as a whole number of its smallest digits.
    private static bool TryParseFixed(ReadOnlySpan<char> text, int digits, out long value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        value = 0;
        if (text.Length > 20 || !decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        number *= digits == 3 ? 1000 : 100;
        value = number is > -1e12m and < 1e12m ? (long)number : long.MaxValue;
        return number == value;
    }
}
