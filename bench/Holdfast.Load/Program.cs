using System.CommandLine;
using Holdfast.Load.Balancer;
using Holdfast.Load.Dns;
using Holdfast.Load.Exchanges;
using Holdfast.Load.Outage;
using Holdfast.Load.Soak;
using Holdfast.Load.Zones;
using Holdfast.Load.Store;

RootCommand root = new("Benches against real servers. The scripts in bench/ call it.")
{
    OutageCommand.Create(),
    DnsCommand.Create(),
    SoakCommand.Create(),
    ExchangesCommand.Create(),
    ZonesCommand.Create(),
    StoreCommand.Create(),
    BalancerCommand.Create(),
    VirtualAddressCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
