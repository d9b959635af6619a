using System.Runtime.InteropServices;

namespace Holdfast.Store.RocksDb.Native;

/// <summary>RocksDB's status, which its C interface tells as a text, made a fault of the store.</summary>
internal static class RocksFault
{
    /// <summary>Throws when a call left a text.</summary>
    public static void ThrowIf(nint fault, string path)
    {
        if (Take(fault) is { } text)
        {
            throw new StoreException(Classify(text), $"{path}: {text}");
        }
    }

    /// <summary>The text that a call left, freed; null for success.</summary>
    public static string? Take(nint fault)
    {
        if (fault == 0)
        {
            return null;
        }

        var text = Marshal.PtrToStringUTF8(fault)!;
        RocksNative.rocksdb_free(fault);
        return text;
    }

    /// <summary>What a text means. The texts are those of RocksDB's Status::ToString, and of strerror.</summary>
    public static StoreFault Classify(string text)
    {
        bool Has(string part) => text.Contains(part, StringComparison.Ordinal);
        return Has("/LOCK: ") ? StoreFault.Locked
            : Has("No space left on device") || Has("Disk quota exceeded") || Has("File too large") ? StoreFault.DiskFull
            : text.StartsWith("Corruption", StringComparison.Ordinal) ? StoreFault.Corrupt
            : StoreFault.Unavailable;
    }
}
