using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Clients;

/// <summary>Resolves from records in memory; a name without any does not exist.</summary>
internal sealed class RecordsInMemory : IResolver
{
    private readonly List<ResourceRecord> _records = [];

    public List<Question> Asked { get; } = [];

    public AnswerSource Source { get; set; } = AnswerSource.Provider;

    public TimeSpan Age { get; set; }

    public bool Fails { get; set; }

    /// <summary>Answers of a type wait for this.</summary>
    public Dictionary<RecordType, Task> Late { get; } = [];

    public RecordsInMemory Add(string name, uint ttl, RecordData data)
    {
        _records.Add(new ResourceRecord(DomainName.Parse(name), RecordClass.Internet, ttl, data));
        return this;
    }

    public async ValueTask<Resolution> ResolveAsync(ResolutionRequest request, Deadline deadline, CancellationToken cancellationToken)
    {
        var question = request.Question;
        lock (Asked)
        {
            Asked.Add(question);
        }

        if (Late.TryGetValue(question.Type, out var late))
        {
            await late.WaitAsync(cancellationToken);
        }

        if (Fails)
        {
            var error = new ExtendedError(ExtendedErrorCode.NoReachableAuthority, "all silent");
            return new Resolution(AnswerBuilder.Failure(question, note: error), AnswerSource.None, TimeSpan.Zero, [error]);
        }

        var answers = _records.FindAll(record => record.Name == question.Name && record.Type == question.Type);
        var code = _records.Exists(record => record.Name == question.Name) ? ResponseCode.NoError : ResponseCode.NameError;
        return new Resolution(
            AnswerBuilder.Synthesize(question, code, answers, TimeSpan.FromSeconds(40), "memory"), Source, Age, []);
    }
}
