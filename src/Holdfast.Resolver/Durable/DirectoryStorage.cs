using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Resolver.Durable;

/// <summary>A directory of the file system. It is created when missing, for its owner alone.</summary>
internal sealed class DirectoryStorage : IStorage
{
    private readonly string _directory;

    public DirectoryStorage(string directory)
    {
        _directory = Path.GetFullPath(directory);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
        }
        else
        {
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string PathOf(string name) => Path.Combine(_directory, name);

    // FileShare.None is flock(2) on Unix: the kernel gives it back when the process ends, by kill -9 too. Nobody can read
    // a locked file, so the owner's number stands beside it; without the lock it means nothing.
    public bool TryLock(string name, [NotNullWhen(true)] out IDisposable? held, [NotNullWhen(false)] out string? fault)
    {
        var owner = PathOf(name + ".pid");
        try
        {
            held = new FileStream(PathOf(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            held = null;
            fault = $"{PathOf(name)} is locked: process {ReadOwner(owner)} uses {_directory}";
            return false;
        }

        fault = null;
        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    public bool Exists(string name) => File.Exists(PathOf(name));

    public IStoredFile Open(string name) => new DiskFile(PathOf(name));

    public void Copy(string name, string copy) => File.Copy(PathOf(name), PathOf(copy), overwrite: true);

    public void Replace(string name, string place) => File.Move(PathOf(name), PathOf(place), overwrite: true);

    public void Delete(string name) => File.Delete(PathOf(name));

    public void Sync()
    {
        if (!OperatingSystem.IsWindows())
        {
            DirectorySync.Run(_directory);
        }
    }

    private static string ReadOwner(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "(unknown)";
        }
    }

    private sealed class DiskFile(string path) : IStoredFile
    {
        private readonly FileStream _stream =
            new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        public long Length => _stream.Length;

        public byte[] ReadAll()
        {
            var octets = GC.AllocateUninitializedArray<byte>((int)_stream.Length);
            _stream.Position = 0;
            _stream.ReadExactly(octets);
            return octets;
        }

        public void Write(long offset, ReadOnlySpan<byte> octets)
        {
            _stream.Position = offset;
            _stream.Write(octets);
        }

        public void Truncate(long length) => _stream.SetLength(length);

        public void Sync() => _stream.Flush(flushToDisk: true);

        public void Dispose() => _stream.Dispose();
    }
}
