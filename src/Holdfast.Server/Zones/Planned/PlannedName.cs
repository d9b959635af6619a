namespace Holdfast.Server.Zones.Planned;

/// <summary>
/// A name that plans know: one whose addresses are planned, or one that exists only because such a name stands below it.
/// Its addresses are swapped whole when a new plan comes.
/// </summary>
internal sealed class PlannedName
{
    private AddressChoice? _addresses;

    /// <summary>The addresses in force; null for a name that only stands above one that has them.</summary>
    public AddressChoice? Addresses
    {
        get => Volatile.Read(ref _addresses);
        set => Volatile.Write(ref _addresses, value);
    }
}
