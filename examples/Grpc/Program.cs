// A gRPC channel whose target resolves through Holdfast, its calls spread over all of the target's addresses.
//
//   dotnet run -- udp://9.9.9.9 holdfast:///orders.example:8080
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Holdfast.Resolver.Clients;
using Holdfast.Resolver.Grpc;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var server, var target])
{
    Console.Error.WriteLine("usage: Grpc SERVER TARGET");
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
    var services = new ServiceCollection();
    services.AddSingleton<ResolverFactory>(new HoldfastResolverFactory(holdfast.Lookup));
    await using var provider = services.BuildServiceProvider();
    using var channel = GrpcChannel.ForAddress(target, new GrpcChannelOptions
    {
        Credentials = ChannelCredentials.Insecure,
        ServiceProvider = provider,
        ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },
    });

    // Usually this is a generated client; one method written out spares the example the code generator.
    var text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);
    var greet = new Method<string, string>(MethodType.Unary, "example.Greeter", "Greet", text, text);
    var call = channel.CreateCallInvoker().AsyncUnaryCall(
        greet, null, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(10)), "Holdfast");
    Console.WriteLine(await call);
    return 0;
}
