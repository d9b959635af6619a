using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Fuzz;

/// <summary>What a target throws when its subject did not do what it promises.</summary>
internal sealed class BrokenPromise(string message) : Exception(message)
{
    public static void Unless([DoesNotReturnIf(false)] bool kept, string promise)
    {
        if (!kept)
        {
            throw new BrokenPromise(promise);
        }
    }
}
