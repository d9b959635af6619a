using System.Collections.Immutable;
using Holdfast.Server.Zones.Compiled;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Server.Zones;

/// <summary>What became of reading a zone's file.</summary>
/// <param name="Zone">The zone; null when there is a problem.</param>
/// <param name="Problems">What is wrong, with the places; 20 at most.</param>
/// <param name="Files">The files that were read, included ones too.</param>
internal sealed record ZoneLoad(CompiledZone? Zone, ImmutableArray<ZoneError> Problems, ImmutableArray<string> Files)
{
    /// <summary>The largest zone file, in octets.</summary>
    public const long MaxFileOctets = 4L << 30;

    private const int MaxProblems = 20;
    private const int BufferOctets = 1 << 16;

    /// <summary>Reads a zone's file.</summary>
    public static ZoneLoad Read(ZoneFileOptions options) => Read(options, () => Open(options.Path));

    /// <summary>Reads a zone's text as if it were its file's.</summary>
    public static ZoneLoad Read(ZoneFileOptions options, Func<TextReader> open)
    {
        var problems = ImmutableArray.CreateBuilder<ZoneError>();
        var files = new List<string> { options.Path };
        var draft = new ZoneDraft(options.Name);
        try
        {
            using var text = open();
            using var reader = new ZoneReader(
                text,
                new ZoneReaderOptions { File = options.Path, Origin = options.Name, Include = (name, from) => Include(name, from, files) });
            while (problems.Count < MaxProblems && reader.TryRead(out var record, out var error))
            {
                error ??= draft.Add(record!) is { } problem ? reader.ErrorHere(problem) : null;
                if (error is not null)
                {
                    problems.Add(error);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ZoneError(options.Path, 1, 1, $"The file cannot be read: {failure.Message}", ""));
        }

        CompiledZone? zone = null;
        if (problems.Count == 0 && ZoneCompiler.TryCompile(draft, out zone) is { } fault)
        {
            problems.Add(new ZoneError(options.Path, 1, 1, fault, ""));
        }

        return new ZoneLoad(zone, problems.ToImmutable(), [.. files]);
    }

    /// <summary>Puts a zone together from records.</summary>
    /// <param name="apex">The zone's name.</param>
    /// <param name="records">The records.</param>
    /// <exception cref="ArgumentException">The records are not a zone.</exception>
    public static CompiledZone Compile(DomainName apex, params IEnumerable<ResourceRecord> records)
    {
        var draft = new ZoneDraft(apex);
        CompiledZone? zone = null;
        var problem = records.Select(draft.Add).FirstOrDefault(fault => fault is not null) ?? ZoneCompiler.TryCompile(draft, out zone);
        return problem is null ? zone! : throw new ArgumentException(problem, nameof(records));
    }

    private static StreamReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferOctets, FileOptions.SequentialScan);
        if (file.Length > MaxFileOctets)
        {
            file.Dispose();
            throw new IOException($"it is larger than {MaxFileOctets} octets");
        }

        return new StreamReader(file, bufferSize: BufferOctets);
    }

    private static ZoneFile? Include(string name, string from, List<string> files)
    {
        var path = Path.GetFullPath(name, Path.GetDirectoryName(Path.GetFullPath(from)) ?? "/");
        files.Add(path);
        try
        {
            return new ZoneFile(path, Open(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
