namespace Holdfast.Server.Admission;

/// <summary>What a query's COOKIE option proves.</summary>
internal enum CookieStanding
{
    /// <summary>There is none, or only the client's half.</summary>
    Unproved,

    /// <summary>The server's half is not ours, or too old: the address may be forged.</summary>
    Wrong,

    /// <summary>The client really receives at its address.</summary>
    Proved,
}
