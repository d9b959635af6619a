namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>Chooses how datagrams are read on this system.</summary>
internal static class DatagramReader
{
    public static IDatagramReader Create() => (IDatagramReader?)EpollDatagramReader.TryCreate() ?? new AsyncDatagramReader();
}
