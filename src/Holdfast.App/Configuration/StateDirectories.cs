namespace Holdfast.App.Configuration;

/// <summary>Where state is kept when nobody says where.</summary>
internal static class StateDirectories
{
    /// <summary>systemd's own (STATE_DIRECTORY), else the user's by the XDG base directories, else beside other local data.</summary>
    public static string OfUser()
    {
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } ofService)
        {
            return ofService.Split(':')[0];
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "holdfast");
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return Path.IsPathRooted(state)
            ? Path.Combine(state, "holdfast")
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".local", "state", "holdfast");
    }
}
