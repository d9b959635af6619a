namespace Holdfast.Tables.Http.Signing;

/// <summary>A key that requests may be signed with.</summary>
/// <param name="Id">What names it; 1 to 128 characters without a slash.</param>
/// <param name="Secret">What is shared with those who sign; 1 to 256 characters.</param>
public sealed record AccessKey(string Id, string Secret)
{
    /// <summary>The key without its secret, for logs.</summary>
    public override string ToString() => Id;
}
