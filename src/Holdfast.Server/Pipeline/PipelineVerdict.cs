namespace Holdfast.Server.Pipeline;

/// <summary>What the synchronous half of the pipeline made of one query.</summary>
internal enum PipelineVerdict
{
    /// <summary>The response stands in the caller's buffer.</summary>
    Answered,

    /// <summary>There shall be no response.</summary>
    Dropped,

    /// <summary>The resolver must be asked: <see cref="QueryPipeline.ResolveAsync"/>, off the hot thread.</summary>
    Miss,
}
