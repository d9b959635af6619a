using System.Text.Json;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>Reading members of a request that has been checked. A null is as good as absent.</summary>
internal static class RequestMembers
{
    extension(JsonElement request)
    {
        public bool TryGetMember(string name, out JsonElement value) =>
            request.TryGetProperty(name, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

        public JsonElement? GetMember(string name) => request.TryGetMember(name, out var value) ? value : null;

        public string? GetText(string name) => request.TryGetMember(name, out var value) ? value.GetString() : null;

        public bool? GetFlag(string name) => request.TryGetMember(name, out var value) ? value.GetBoolean() : null;

        public long? GetWhole(string name) => request.TryGetMember(name, out var value) ? WholeShape.Read(value) : null;

        /// <summary>The elements of a list; none when it is absent.</summary>
        public IEnumerable<JsonElement> GetList(string name) => request.TryGetMember(name, out var value) ? value.EnumerateArray() : [];
    }
}
