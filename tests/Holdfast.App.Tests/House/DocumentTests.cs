using System.Text.RegularExpressions;
using Holdfast.App.Commands;
using Holdfast.App.Configuration;

namespace Holdfast.App.Tests.House;

public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("README.md")]
    [InlineData("deploy/README.md")]
    public void Every_path_in_it_exists(string document)
    {
        var paths = QuotedPath().Matches(Repository.Read(document)).Select(match => match.Groups[1].Value)
            .Concat(LinkedPath().Matches(Repository.Read(document)).Select(match => match.Groups[1].Value));
        Assert.All(paths, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"{document} names {path}"));
    }

    [Fact]
    public void Architecture_fits_two_pages() => Assert.InRange(File.ReadLines(Repository.PathOf("ARCHITECTURE.md")).Count(), 20, 120);

    [Fact]
    public void Configuration_of_the_readme_is_right()
    {
        var blocks = Repository.FencedBlocks("README.md", "yaml").ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Empty(ConfigurationFile.Parse("README.md", block).Problems));
    }

    [Fact]
    public void Configuration_for_an_authoritative_server_alone_is_right() =>
        Assert.Empty(ConfigurationFile.Parse("zones.md", Repository.FencedBlocks("docs/guide/zones.md", "yaml").Last()).Problems);

    [Fact]
    public void Configuration_of_a_virtual_address_is_right() =>
        Assert.Empty(ConfigurationFile.Parse("virtual-address.md", Assert.Single(Repository.FencedBlocks("docs/guide/virtual-address.md", "yaml"))).Problems);

    [Fact]
    public void Configuration_of_the_guide_to_endpoints_is_right() =>
        Assert.Empty(ConfigurationFile.Parse("endpoints.md", Repository.FencedBlocks("docs/guide/endpoints.md", "yaml").Single()).Problems);

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Repository.PathOf("examples"), "*.yaml").Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory, MemberData(nameof(Examples))]
    public void Example_configuration_is_right(string path) => Assert.Empty(ConfigurationFile.Load(Repository.PathOf(path)).Problems);

    [Theory]
    [InlineData("README.md")]
    [InlineData("deploy/README.md")]
    [InlineData("docs/guide/endpoints.md")]
    public void Command_lines_in_it_are_read(string document)
    {
        var lines = Repository.FencedBlocks(document, "sh").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("./holdfast ", StringComparison.Ordinal))
            .Select(line => line.Split(" #")[0].Trim()["./holdfast ".Length..]);
        var root = CommandTree.Create(TimeProvider.System);
        Assert.All(lines, line => Assert.Empty(CommandTree.Parse(root, line).Errors));
    }

    [Fact]
    public void The_guide_says_what_the_tables_say()
    {
        const string Guide = "docs/guide/configuration.md";
        var fresh = ConfigurationGuide.Write();
        if (Environment.GetEnvironmentVariable("HOLDFAST_WRITE_GUIDE") is "1")
        {
            File.WriteAllText(Repository.PathOf(Guide), fresh);
        }

        Assert.Equal(fresh, Repository.Read(Guide)); // HOLDFAST_WRITE_GUIDE=1 writes it anew
    }

    [Fact]
    public void Decisions_are_numbered_once_and_say_context_choice_cost_and_when_to_revisit()
    {
        var decisions = Directory.EnumerateFiles(Repository.PathOf("docs/decisions"), "*.md").ToList();
        Assert.Equal(decisions.Count, decisions.Select(path => Path.GetFileName(path)[..4]).Distinct().Count());
        Assert.All(decisions, path =>
        {
            var text = File.ReadAllText(path);
            Assert.Matches("^# " + Path.GetFileName(path)[..4] + "[ .:]", text);
            Assert.All(["Context", "Cost", "Revisit"], word => Assert.Contains(word, text, StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public void No_file_names_the_machine_it_was_written_on()
    {
        var here = "/ro" + "ot/";
        var texts = new[] { "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "holdfast", "test" }
            .Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("deploy")));
        Assert.All(texts, path => Assert.DoesNotContain(here, File.ReadAllText(Repository.PathOf(path)), StringComparison.Ordinal));
    }

    [GeneratedRegex("`((?:src|tests|docs|bench|deploy|examples)/[^` ]*)`")]
    private static partial Regex QuotedPath();

    [GeneratedRegex(@"\]\(((?!https?:)[^)#]+)\)")]
    private static partial Regex LinkedPath();
}
