// An AWS SDK client whose endpoint resolves through Holdfast.
//
//   dotnet run -- udp://9.9.9.9 https://dynamodb.us-east-1.amazonaws.com
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Holdfast.Resolver.Aws;
using Holdfast.Resolver.Clients;

if (args is not [var server, var endpoint])
{
    Console.Error.WriteLine("usage: AwsSdk SERVER ENDPOINT");
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
    var config = new AmazonDynamoDBConfig
    {
        ServiceURL = endpoint,
        AuthenticationRegion = "us-east-1",
        HttpClientFactory = new HoldfastHttpClientFactory(holdfast.Connector),
    };
    using var tables = new AmazonDynamoDBClient(new BasicAWSCredentials("example", "example"), config);
    var listed = await tables.ListTablesAsync();
    Console.WriteLine(string.Join(", ", listed.TableNames));
    return 0;
}
