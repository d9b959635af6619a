using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Reads the keys and indexes of a table that is to be. The first fault ends it; the order of faults is AWS's.</summary>
internal sealed class TableRequestReader
{
    private const int MaxLocalIndexes = 5;
    private const int MaxGlobalIndexes = 20;
    private const int MaxPartAttributes = 4;
    private const long MaxCapacity = 1_000_000_000_000;

    private readonly Dictionary<string, AttributeType> _types = new(StringComparer.Ordinal);
    private readonly List<string> _defined;
    private readonly HashSet<string> _indexNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private byte _number;

    public TableRequestReader(JsonElement request)
    {
        foreach (var attribute in request.GetList("AttributeDefinitions"))
        {
            if (AttributeTypes.TryParse(attribute.GetText("AttributeType"), out var type))
            {
                _types[attribute.GetText("AttributeName")!] = type;
            }
        }

        _defined = [.. _types.Keys];
    }

    /// <summary>What is wrong; null when nothing is.</summary>
    public TableError? Error { get; private set; }

    /// <summary>The billing: throughput, or null for paying by request.</summary>
    public Throughput? ReadThroughput(JsonElement request)
    {
        var throughput = Read(request);
        if (request.GetText("BillingMode") == "PAY_PER_REQUEST")
        {
            return throughput is null
                ? null
                : Fail<Throughput>("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
        }

        return throughput is null
            ? Fail<Throughput>("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
            : throughput.Read > MaxCapacity ? Refuse<Throughput>($"Given value {throughput.Read} for ReadCapacityUnits is out of bounds")
            : throughput.Write > MaxCapacity ? Refuse<Throughput>($"Given value {throughput.Write} for WriteCapacityUnits is out of bounds")
            : throughput;
    }

    /// <summary>The table's key.</summary>
    public KeySchema? ReadKey(JsonElement request)
    {
        var elements = request.GetList("KeySchema").ToArray();
        if (elements.Length > _defined.Count)
        {
            return Refuse<KeySchema>("Invalid KeySchema: Some index key attribute have no definition");
        }

        return ReadKey(elements, mostHash: 1, mostRange: 1);
    }

    /// <summary>Local indexes, then global ones.</summary>
    public ImmutableArray<IndexDefinition> ReadIndexes(JsonElement request, KeySchema key)
    {
        var indexes = ImmutableArray.CreateBuilder<IndexDefinition>();
        foreach (var (member, isGlobal) in (ReadOnlySpan<(string, bool)>)[("LocalSecondaryIndexes", false), ("GlobalSecondaryIndexes", true)])
        {
            if (!request.TryGetMember(member, out var list))
            {
                continue;
            }

            if (list.GetArrayLength() == 0)
            {
                Fail<object>($"List of {member} is empty");
            }

            if (!isGlobal && key.Range.IsEmpty)
            {
                Fail<object>("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
            }

            foreach (var element in list.EnumerateArray())
            {
                if (Error is null && ReadIndex(element, isGlobal, key, request.GetText("BillingMode")) is { } index)
                {
                    indexes.Add(index);
                }
            }

            var most = isGlobal ? MaxGlobalIndexes : MaxLocalIndexes;
            if (Error is null && list.GetArrayLength() > most)
            {
                Fail<object>(isGlobal
                    ? $"GlobalSecondaryIndex count exceeds the per-table limit of {most}"
                    : $"Number of LocalSecondaryIndexes exceeds per-table limit of {most}");
            }
        }

        if (Error is null && _used.Count != _defined.Count)
        {
            Fail<object>(indexes.Count == 0
                ? "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
                : $"Some AttributeDefinitions are not used. AttributeDefinitions: [{string.Join(", ", _defined)}], keys used: [{string.Join(", ", _used)}]");
        }

        return indexes.DrainToImmutable();
    }

    private static Throughput? Read(JsonElement owner) => owner.TryGetMember("ProvisionedThroughput", out var given)
        ? new(given.GetWhole("ReadCapacityUnits")!.Value, given.GetWhole("WriteCapacityUnits")!.Value)
        : null;

    private IndexDefinition? ReadIndex(JsonElement element, bool isGlobal, KeySchema table, string? billing)
    {
        var name = element.GetText("IndexName")!;
        var most = isGlobal ? MaxPartAttributes : 1;
        if (ReadKey([.. element.GetList("KeySchema")], most, most) is not { } key)
        {
            return null;
        }

        if (!isGlobal && key.Range.IsEmpty)
        {
            return Fail<IndexDefinition>($"Index KeySchema does not have a range key for index: {name}");
        }

        if (!isGlobal && key.Hash[0].Name != table.Hash[0].Name)
        {
            return Fail<IndexDefinition>(
                $"Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. "
                + $"index hash key: {key.Hash[0].Name}, table hash key: {table.Hash[0].Name}");
        }

        var projection = element.GetMember("Projection")!.Value;
        ImmutableArray<string> included = [.. projection.GetList("NonKeyAttributes").Select(attribute => attribute.GetString()!)];
        var kind = projection.GetText("ProjectionType");
        if (kind is null)
        {
            return Fail<IndexDefinition>("Unknown ProjectionType: null");
        }

        if (kind != "INCLUDE" && !included.IsEmpty)
        {
            return Fail<IndexDefinition>($"ProjectionType is {kind}, but NonKeyAttributes is specified");
        }

        if (kind == "INCLUDE" && included.IsEmpty)
        {
            return Fail<IndexDefinition>("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }

        var throughput = Read(element);
        if (isGlobal && billing == "PAY_PER_REQUEST" && throughput is not null)
        {
            return Fail<IndexDefinition>($"ProvisionedThroughput should not be specified for index: {name} when BillingMode is PAY_PER_REQUEST");
        }

        if (isGlobal && billing != "PAY_PER_REQUEST" && throughput is null)
        {
            return Fail<IndexDefinition>($"ProvisionedThroughput must be specified for index: {name}");
        }

        return _indexNames.Add(name)
            ? new(
                name,
                ++_number,
                isGlobal,
                key,
                kind switch { "ALL" => ProjectionType.All, "INCLUDE" => ProjectionType.Include, _ => ProjectionType.KeysOnly },
                included,
                throughput)
            : Fail<IndexDefinition>($"Duplicate index name: {name}");
    }

    private KeySchema? ReadKey(JsonElement[] elements, int mostHash, int mostRange)
    {
        var names = elements.Select(element => element.GetText("AttributeName")!).ToArray();
        if (Array.Exists(names, name => !_types.ContainsKey(name)))
        {
            return Fail<KeySchema>(
                "Some index key attributes are not defined in AttributeDefinitions. "
                + $"Keys: [{string.Join(", ", names)}], AttributeDefinitions: [{string.Join(", ", _defined)}]");
        }

        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            return Refuse<KeySchema>("Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }

        var kinds = elements.Select(element => element.GetText("KeyType")!).ToArray();
        if (kinds[0] != "HASH")
        {
            return Refuse<KeySchema>("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }

        var hash = kinds.TakeWhile(kind => kind == "HASH").Count();
        if (hash > mostHash && mostHash == 1)
        {
            return Refuse<KeySchema>("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }

        if (hash > mostHash || kinds.Length - hash > mostRange || kinds.Skip(hash).Contains("HASH"))
        {
            return Refuse<KeySchema>(
                $"Invalid KeySchema: an index has up to {mostHash} HASH attributes and then up to {mostRange} RANGE attributes");
        }

        _used.UnionWith(names);
        var attributes = names.Select(name => new KeyAttribute(name, _types[name])).ToArray();
        return new([.. attributes[..hash]], [.. attributes[hash..]]);
    }

    private T? Fail<T>(string message)
        where T : class
    {
        Error ??= TableError.InvalidParameter(message);
        return null;
    }

    private T? Refuse<T>(string message)
        where T : class
    {
        Error ??= TableError.Validation(message);
        return null;
    }
}
