namespace Holdfast.Endpoints.Planning;

/// <summary>What planning came to.</summary>
public enum ProposalKind
{
    /// <summary>A plan that says something new.</summary>
    Change,

    /// <summary>The published plan says it already.</summary>
    Same,

    /// <summary>Nothing that could be published follows from what is known: the last plan stands.</summary>
    Stands,
}

/// <summary>What planning came to, and why.</summary>
/// <param name="Kind">What.</param>
/// <param name="Plan">The plan to publish; null unless it is a change.</param>
/// <param name="Text">Why, for people; empty when there is nothing to say.</param>
public sealed record PlanProposal(ProposalKind Kind, EndpointPlan? Plan, string Text);
