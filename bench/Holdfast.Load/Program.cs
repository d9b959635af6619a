using System.CommandLine;
using Holdfast.Load.Dns;
using Holdfast.Load.Exchanges;
using Holdfast.Load.Outage;

RootCommand root = new("Benches against real servers. The scripts in bench/ call it.") { OutageCommand.Create(), DnsCommand.Create(), ExchangesCommand.Create() };
return await root.Parse(args).InvokeAsync();
