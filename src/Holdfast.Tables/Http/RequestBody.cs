using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tables.Http;

/// <summary>Why a body could not be read.</summary>
internal enum BodyFault
{
    /// <summary>It could.</summary>
    None,

    /// <summary>It has more octets than are allowed, as sent or unpacked.</summary>
    TooLarge,

    /// <summary>It did not come in time.</summary>
    TooSlow,

    /// <summary>It says it is packed, and is not.</summary>
    Damaged,

    /// <summary>The client went away.</summary>
    Gone,
}

/// <summary>A request's body, whole: as it was sent, which is what was signed, and unpacked, which is what is meant.</summary>
internal readonly struct RequestBody : IDisposable
{
    private readonly byte[] _rented;
    private readonly int _length;

    private RequestBody(byte[] rented, int length, ReadOnlyMemory<byte> content, BodyFault fault) =>
        (_rented, _length, Content, Fault) = (rented, length, content, fault);

    /// <summary>As it was sent.</summary>
    public ReadOnlySpan<byte> Sent => _rented.AsSpan(0, _length);

    /// <summary>As it is meant.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Why there is none.</summary>
    public BodyFault Fault { get; }

    /// <summary>Reads a body to its end.</summary>
    /// <param name="request">Whose.</param>
    /// <param name="maxOctets">How large it may be, as sent and unpacked.</param>
    /// <param name="deadline">Cancelled when it has taken too long.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxOctets, CancellationToken deadline)
    {
        if (request.ContentLength > maxOctets)
        {
            return Failed(BodyFault.TooLarge);
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4096));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(deadline);
                if (read.Buffer.Length > maxOctets - length)
                {
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    return Failed(rented, BodyFault.TooLarge);
                }

                rented = Grow(rented, length, (int)read.Buffer.Length);
                read.Buffer.CopyTo(rented.AsSpan(length));
                length += (int)read.Buffer.Length;
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return Failed(rented, deadline.IsCancellationRequested ? BodyFault.TooSlow : BodyFault.Gone);
        }
        catch (BadHttpRequestException fault)
        {
            return Failed(rented, fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? BodyFault.TooLarge : BodyFault.Gone);
        }
        catch (IOException)
        {
            return Failed(rented, BodyFault.Gone);
        }

        return Unpack(rented, length, request.Headers.ContentEncoding.ToString(), maxOctets);
    }

    public void Dispose()
    {
        if (_rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private static RequestBody Unpack(byte[] rented, int length, string encoding, int maxOctets)
    {
        if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return new(rented, length, rented.AsMemory(0, length), BodyFault.None);
        }

        try
        {
            using var packed = new GZipStream(new MemoryStream(rented, 0, length, writable: false), CompressionMode.Decompress);
            using var content = new MemoryStream();
            var buffer = new byte[16 << 10];
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                if (content.Length + read > maxOctets)
                {
                    return Failed(rented, BodyFault.TooLarge);
                }

                content.Write(buffer, 0, read);
            }

            return new(rented, length, content.GetBuffer().AsMemory(0, (int)content.Length), BodyFault.None);
        }
        catch (InvalidDataException)
        {
            return Failed(rented, BodyFault.Damaged);
        }
    }

    private static byte[] Grow(byte[] rented, int length, int more)
    {
        if (length + more <= rented.Length)
        {
            return rented;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, rented.Length * 2));
        rented.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        return larger;
    }

    private static RequestBody Failed(BodyFault fault) => new([], 0, default, fault);

    private static RequestBody Failed(byte[] rented, BodyFault fault) => new(rented, 0, default, fault);
}
