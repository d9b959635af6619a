using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tables.Http;

/// <summary>An outcome as the JSON that is sent, with its checksum, packed where the client likes.</summary>
internal static class ResponseBody
{
    public const string ContentType = "application/x-amz-json-1.0";

    /// <summary>Less than this is not worth packing.</summary>
    private const int LeastPacked = 4096;

    private static readonly JsonWriterOptions _options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task SendAsync(HttpContext context, Outcome outcome)
    {
        var response = context.Response;
        response.StatusCode = outcome.Error?.Type.Status ?? StatusCodes.Status200OK;
        response.ContentType = ContentType;
        var content = Write(outcome);
        if (content.Length >= LeastPacked && AcceptsGzip(context.Request))
        {
            content = Pack(content.Span);
            response.Headers.ContentEncoding = "gzip";
        }

        // Of the octets as sent: SDKs check before they unpack.
        response.Headers["x-amz-crc32"] = Crc32.HashToUInt32(content.Span).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.ContentLength = content.Length;
        await response.BodyWriter.WriteAsync(content, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Write(Outcome outcome)
    {
        if (outcome.Error is null && outcome.Write is null)
        {
            return default; // clients take the checksum of a body that they do not read for that of nothing
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, _options))
        {
            writer.WriteStartObject();
            if (outcome.Error is { } error)
            {
                WriteError(writer, error, outcome.Reasons);
            }
            else
            {
                outcome.Write!(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // AWS's modelled errors say "message", a cancelled transaction "Message".
    private static void WriteError(Utf8JsonWriter writer, TableError error, ImmutableArray<CancellationReason> reasons)
    {
        writer.WriteString("__type"u8, error.Type.Uri);
        if (!reasons.IsDefault)
        {
            writer.WriteString("Message"u8, error.Message);
            writer.WriteStartArray("CancellationReasons"u8);
            foreach (var reason in reasons)
            {
                reason.Write(writer);
            }

            writer.WriteEndArray();
            return;
        }

        if (error.Message.Length > 0)
        {
            writer.WriteString("message"u8, error.Message);
        }

        if (error.Item is not null)
        {
            writer.WritePropertyName("Item"u8);
            ItemJson.Write(writer, error.Item);
        }
    }

    private static bool AcceptsGzip(HttpRequest request)
    {
        foreach (var value in request.Headers.AcceptEncoding)
        {
            if (value?.Contains("gzip", StringComparison.OrdinalIgnoreCase) == true && !value.Contains("gzip;q=0", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream(content.Length / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }
}
