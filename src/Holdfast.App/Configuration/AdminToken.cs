namespace Holdfast.App.Configuration;

/// <summary>The bearer token of the admin API.</summary>
internal static class AdminToken
{
    /// <summary>The shortest token that guessing does not find.</summary>
    public const int MinCharacters = 16;

    /// <summary>The environment variable that clients may carry it in.</summary>
    public const string Variable = "HOLDFAST_ADMIN_TOKEN";
}
