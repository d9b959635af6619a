using System.Collections.Immutable;
using System.CommandLine;

namespace Holdfast.App.Commands;

/// <summary>A command with examples, which its help shows and a test runs.</summary>
internal sealed class HoldfastCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines without the program's name, and what each does.</summary>
    public ImmutableArray<(string Line, string Does)> Examples { get; init; } = [];

    /// <summary>More to say below the options, already wrapped.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
