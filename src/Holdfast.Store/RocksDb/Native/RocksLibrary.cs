using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Store.RocksDb.Native;

/// <summary>Finds the native library: the package brings one for glibc and one for musl, under two names.</summary>
internal static class RocksLibrary
{
    public const string Name = "rocksdb";

#pragma warning disable CA2255 // the resolver must be there before the first call, from wherever that comes
    [ModuleInitializer]
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(RocksLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name != Name ? 0
        : NativeLibrary.TryLoad(Name, assembly, path, out var library) ? library
        : NativeLibrary.TryLoad(Name + "-musl", assembly, path, out library) ? library
        : 0; // the runtime says what it could not find, and where it looked
}
