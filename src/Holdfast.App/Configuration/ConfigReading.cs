namespace Holdfast.App.Configuration;

/// <summary>What is gathered while a file is read: its problems, and where each key stands.</summary>
internal sealed class ConfigReading
{
    private readonly Dictionary<string, ConfigPlace> _places = [];

    /// <summary>The problems so far.</summary>
    public List<ConfigProblem> Problems { get; } = [];

    /// <summary>Notes where a key stands.</summary>
    public void Note(string path, ConfigPlace place) => _places.TryAdd(path, place);

    /// <summary>Where a key stands, or the nearest one above it that stands anywhere.</summary>
    public ConfigPlace PlaceOf(string path)
    {
        while (path.Length > 0)
        {
            if (_places.TryGetValue(path, out var place))
            {
                return place;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return default;
    }

    /// <summary>Adds a problem at a key that was read before.</summary>
    public void Problem(string path, string? value, string message, string? allowed = null) =>
        Problems.Add(new ConfigProblem(PlaceOf(path), path, value, message, allowed));
}
