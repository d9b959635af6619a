namespace Holdfast.App.Querying;

/// <summary>Octets of a message that mean one thing, or a heading over several.</summary>
/// <param name="Offset">The first octet, counted from the message's first.</param>
/// <param name="Length">How many octets; 0 for a heading.</param>
/// <param name="Meaning">What they say, for people.</param>
/// <param name="Depth">How far the field stands inside others: 0 for a heading.</param>
/// <param name="Bits">Instead of octets, one part of the field before it, such as <c>.000 0... .... ....</c>; null for octets.</param>
internal sealed record WireField(int Offset, int Length, string Meaning, int Depth = 1, string? Bits = null);
