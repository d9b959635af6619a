using System.Xml.Linq;

namespace Holdfast.App.Tests.House;

public sealed class ReferenceTests
{
    // What each project may use of the others; DESIGN: App -> Server -> Resolver -> Wire and Datagrams, App -> Balancing -> Endpoints -> Store,
    // Server and Balancing -> Certificates, and hooks for clients beside.
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        ["Holdfast.Wire"] = [],
        ["Holdfast.Datagrams"] = [],
        ["Holdfast.Resolver"] = ["Holdfast.Datagrams", "Holdfast.Wire"],
        ["Holdfast.Certificates"] = [],
        ["Holdfast.Server"] = ["Holdfast.Resolver", "Holdfast.Certificates", "Holdfast.Datagrams", "Holdfast.Wire"],
        ["Holdfast.Store"] = [],
        ["Holdfast.Endpoints"] = ["Holdfast.Store", "Holdfast.Wire"],
        ["Holdfast.Balancing"] = ["Holdfast.Endpoints", "Holdfast.Certificates", "Holdfast.Wire"],
        ["Holdfast.Tables"] = ["Holdfast.Store"],
        ["Holdfast.App"] = ["Holdfast.Server", "Holdfast.Resolver", "Holdfast.Balancing", "Holdfast.Endpoints", "Holdfast.Tables", "Holdfast.Store", "Holdfast.Wire"],
    };

    private static readonly string[] _forClients = ["Holdfast.Resolver", "Holdfast.Wire"];

    public static TheoryData<string> Projects => [.. Directory
        .EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Projects))]
    public void References_point_down_only(string project)
    {
        var allowed = _allowed.GetValueOrDefault(project, project.StartsWith("Holdfast.Resolver.", StringComparison.Ordinal) ? _forClients : []);
        Assert.Subset(allowed.ToHashSet(), References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet());
    }

    [Fact]
    public void Wire_stands_on_nothing_but_the_framework()
    {
        Assert.Empty(References("Holdfast.Wire", "PackageReference"));
        Assert.Empty(References("Holdfast.Wire", "FrameworkReference"));
        var used = typeof(Wire.Messages.Message).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.All(used, name => Assert.StartsWith("System.", name));
        Assert.DoesNotContain("System.Net.Sockets", used);
    }

    [Fact]
    public void The_resolver_needs_no_web_server() =>
        Assert.DoesNotContain("Microsoft.AspNetCore.App", References("Holdfast.Resolver", "FrameworkReference"));

    [Fact]
    public void Every_project_has_its_line_here_or_is_a_hook_for_clients() =>
        Assert.All(Projects, row => Assert.True(_allowed.ContainsKey(row.Data) || row.Data.StartsWith("Holdfast.Resolver.", StringComparison.Ordinal), row.Data));

    private static IEnumerable<string> References(string project, string kind) => XDocument
        .Load(Repository.PathOf($"src/{project}/{project}.csproj"))
        .Descendants(kind)
        .Where(element => element.Attribute("PrivateAssets") is null) // tools of the build, which nobody else gets
        .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
