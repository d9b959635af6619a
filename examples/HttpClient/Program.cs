// An HTTP client whose names resolve through Holdfast.
//
//   dotnet run -- udp://9.9.9.9 https://example.com/
using Holdfast.Resolver.Clients;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var server, var url])
{
    Console.Error.WriteLine("usage: HttpClient SERVER URL");
    return 2;
}

var options = new HoldfastClientOptions { Providers = [new ClientProvider("first", [server])] };
if (!HoldfastClient.TryCreate(options, out var holdfast, out var fault))
{
    Console.Error.WriteLine(fault);
    return 2;
}

var services = new ServiceCollection();
services.AddSingleton(_ => holdfast);
services.AddHttpClient("web").AddHoldfastResolver();
await using var provider = services.BuildServiceProvider();

using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("web");
Console.WriteLine(await client.GetStringAsync(new Uri(url)));
return 0;
