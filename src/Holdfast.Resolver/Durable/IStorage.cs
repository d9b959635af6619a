using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Resolver.Durable;

/// <summary>
/// A directory of files. What the operating system refuses is an <see cref="IOException"/> or an
/// <see cref="UnauthorizedAccessException"/>, which the log turns into a value.
/// </summary>
internal interface IStorage
{
    /// <summary>The full path of a file, for people.</summary>
    string PathOf(string name);

    /// <summary>Takes a name for this process alone, until disposed or until the process ends in whatever way.</summary>
    /// <param name="name">What is taken.</param>
    /// <param name="held">Gives it back.</param>
    /// <param name="fault">Who has it.</param>
    bool TryLock(string name, [NotNullWhen(true)] out IDisposable? held, [NotNullWhen(false)] out string? fault);

    /// <summary>Whether a file exists.</summary>
    bool Exists(string name);

    /// <summary>Opens a file, and creates it when it is missing.</summary>
    IStoredFile Open(string name);

    /// <summary>Copies a file over another one, or a new one.</summary>
    void Copy(string name, string copy);

    /// <summary>Puts a file in another one's place, in one step. Files that are open stay so.</summary>
    void Replace(string name, string place);

    /// <summary>Removes a file, if it exists.</summary>
    void Delete(string name);

    /// <summary>Returns when the names in the directory would survive a loss of power.</summary>
    void Sync();
}

/// <summary>An open file.</summary>
internal interface IStoredFile : IDisposable
{
    /// <summary>Its length in octets.</summary>
    long Length { get; }

    /// <summary>Reads it whole.</summary>
    byte[] ReadAll();

    /// <summary>Writes at an offset. When it fails, any part of the octets may have been written.</summary>
    void Write(long offset, ReadOnlySpan<byte> octets);

    /// <summary>Cuts it off at a length.</summary>
    void Truncate(long length);

    /// <summary>Returns when what was written would survive a loss of power.</summary>
    void Sync();
}
