// Typed look-ups: what a name says, and for how long it may be relied upon.
//
//   dotnet run -- udp://9.9.9.9 example.com
using Holdfast.Resolver.Clients;

if (args is not [var server, var name])
{
    Console.Error.WriteLine("usage: Lookups SERVER NAME");
    return 2;
}

var options = new HoldfastClientOptions { Providers = [new ClientProvider("first", [server])] };
if (!HoldfastClient.TryCreate(options, out var holdfast, out var fault))
{
    Console.Error.WriteLine(fault);
    return 2;
}

await using (holdfast)
{
    var addresses = await holdfast.Lookup.ResolveAddressesAsync(name);
    Console.WriteLine($"{name}: {addresses.ResponseCode}");
    foreach (var (address, ttl) in addresses.Records)
    {
        Console.WriteLine($"  {address}, for {ttl.TotalSeconds} s");
    }

    foreach (var mail in (await holdfast.Lookup.ResolveMxAsync(name)).Records)
    {
        Console.WriteLine($"  mail goes to {mail.Exchange}");
    }

    return addresses.Records.Count > 0 ? 0 : 1;
}
