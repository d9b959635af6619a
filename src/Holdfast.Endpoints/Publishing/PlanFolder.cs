using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Endpoints.Planning;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>A plan's local copy that cannot be used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">Why.</param>
public sealed record PlanFileFault(string Path, string Text);

/// <summary>
/// The last plan of each name, in a small file each, for the time when the store is gone. A file is replaced in one step: it
/// holds the old plan or the new one, whatever happens in between. One process uses a folder.
/// </summary>
internal sealed class PlanFolder(string folder)
{
    private const string Suffix = ".plan";

    /// <summary>Reads every file. Those that cannot be used are told, and left as they are.</summary>
    public (ImmutableArray<EndpointPlan> Plans, ImmutableArray<PlanFileFault> Faults) ReadAll()
    {
        var plans = ImmutableArray.CreateBuilder<EndpointPlan>();
        var faults = ImmutableArray.CreateBuilder<PlanFileFault>();
        try
        {
            string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Suffix) : [];
            foreach (var path in paths.Order(StringComparer.Ordinal))
            {
                if (!TryRead(path, out var plan, out var fault))
                {
                    faults.Add(new PlanFileFault(path, fault));
                }
                else
                {
                    plans.Add(plan);
                }
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Add(new PlanFileFault(folder, refused.Message));
        }

        return (plans.DrainToImmutable(), faults.DrainToImmutable());
    }

    /// <summary>Keeps a plan in place of the name's last one.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>Why it could not be kept; null when it is. The last one is then kept as it was.</returns>
    public PlanFileFault? Keep(EndpointPlan plan)
    {
        var path = PathOf(plan.Name);
        try
        {
            Create();
            using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
            {
                file.Write(PlanFileFormat.Write(plan));
                file.Flush(flushToDisk: true);
            }

            // The folder itself is not synchronized: should a loss of power undo the renaming, the plan before this one is
            // served until the store can be read.
            File.Move(path + ".new", path, overwrite: true);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new PlanFileFault(path, refused.Message);
        }
    }

    /// <summary>Removes a name's plan.</summary>
    /// <returns>Why it is still there; null when it is not.</returns>
    public PlanFileFault? Forget(DomainName name)
    {
        var path = PathOf(name);
        try
        {
            File.Delete(path);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new PlanFileFault(path, refused.Message);
        }
    }

    /// <summary>Where a name's plan is kept: under the name itself, where it can be a file's.</summary>
    internal string PathOf(DomainName name)
    {
        const int MaxReadable = 200;
        var text = name.ToString().TrimEnd('.').ToLower(CultureInfo.InvariantCulture);
        var isReadable = text.Length is > 0 and <= MaxReadable && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-' or '_') && text[0] != '.';
        return Path.Combine(folder, (isReadable ? text : Convert.ToHexStringLower(SHA256.HashData(PlanKeys.Plan(name)))) + Suffix);
    }

    private static bool TryRead(string path, [NotNullWhen(true)] out EndpointPlan? plan, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            return PlanFileFormat.TryRead(File.ReadAllBytes(path), out plan, out fault);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            (plan, fault) = (null, refused.Message);
            return false;
        }
    }

    private void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
