namespace Holdfast.Store.Tests.Linearizability;

/// <summary>
/// Whether a history of calls could have come from one register a key that does one call at a time, each at some moment
/// between its begin and its end (Herlihy and Wing). It looks for such an order as Wing and Gong do: take any call that began
/// before every other open one ended, try it, go back where that leads nowhere. As in Porcupine, keys are judged apart, and a
/// set of calls done with the state they lead to is tried once. The time it takes may double with each unknown outcome of a
/// key, so histories spread their calls over many keys.
/// </summary>
internal static class LinearizabilityChecker
{
    /// <summary>Checks a history.</summary>
    /// <returns>The key whose calls have no order; null when all have.</returns>
    public static string? FindViolation(IEnumerable<RegisterOperation> history) =>
        history.GroupBy(operation => operation.Key).FirstOrDefault(key => !HasOrder([.. key.OrderBy(operation => operation.Began)]))?.Key;

    private static bool HasOrder(RegisterOperation[] operations)
    {
        Events events = new(operations);
        HashSet<Tried> tried = [];
        Stack<(int Operation, int Before)> done = [];
        Done set = new(operations.Length);
        var (state, at) = (0, events.First);
        var certain = operations.Count(operation => !operation.IsUnknown);
        while (certain > 0)
        {
            if (at != Events.None && events.IsCall(at))
            {
                var operation = events.Operation(at);
                if (operations[operation].Apply(state) is { } next && tried.Add(new(set.With(operation), next)))
                {
                    done.Push((operation, state));
                    state = next;
                    set = set.With(operation);
                    certain -= operations[operation].IsUnknown ? 0 : 1;
                    events.Lift(operation);
                    at = events.First;
                }
                else
                {
                    at = events.After(at);
                }

                continue;
            }

            // A return whose call was not done before it: the last choice was wrong.
            if (!done.TryPop(out var last))
            {
                return false;
            }

            state = last.Before;
            set = set.Without(last.Operation);
            certain += operations[last.Operation].IsUnknown ? 0 : 1;
            events.PutBack(last.Operation);
            at = events.After(events.CallOf(last.Operation));
        }

        return true; // what is left never returned, and need not have happened
    }

    private readonly record struct Tried(Done Done, int State);

    /// <summary>A set of operations, equal by its members.</summary>
    private readonly struct Done(ulong[] words) : IEquatable<Done>
    {
        private readonly ulong[] _words = words;

        public Done(int operations)
            : this(new ulong[(operations + 63) / 64])
        {
        }

        public Done With(int operation) => Flip(operation);

        public Done Without(int operation) => Flip(operation);

        public bool Equals(Done other) => _words.AsSpan().SequenceEqual(other._words);

        public override bool Equals(object? obj) => obj is Done other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            foreach (var word in _words)
            {
                hash.Add(word);
            }

            return hash.ToHashCode();
        }

        private Done Flip(int operation)
        {
            var words = _words.ToArray();
            words[operation / 64] ^= 1UL << (operation % 64);
            return new(words);
        }
    }

    /// <summary>Calls and returns in time, linked, so that an operation can be lifted out and put back.</summary>
    private sealed class Events
    {
        public const int None = -1;

        private readonly int[] _next, _previous; // event 2i is the call of operation i, 2i + 1 its return; the last is the head

        public Events(RegisterOperation[] operations)
        {
            var head = 2 * operations.Length;
            (_next, _previous) = (new int[head + 1], new int[head + 1]);
            var last = head;
            // A call at the moment of another one's return is taken to be concurrent with it.
            foreach (var one in Enumerable.Range(0, head).OrderBy(one => one % 2 == 0 ? operations[one / 2].Began : operations[one / 2].Ended).ThenBy(one => one % 2))
            {
                (_next[last], _previous[one]) = (one, last);
                last = one;
            }

            _next[last] = None;
        }

        public int First => _next[^1];

        public int After(int at) => _next[at];

        public bool IsCall(int at) => at % 2 == 0;

        public int Operation(int at) => at / 2;

        public int CallOf(int operation) => 2 * operation;

        public void Lift(int operation)
        {
            Unlink(2 * operation);
            Unlink((2 * operation) + 1);
        }

        public void PutBack(int operation)
        {
            Link((2 * operation) + 1);
            Link(2 * operation);
        }

        private void Unlink(int at)
        {
            _next[_previous[at]] = _next[at];
            if (_next[at] != None)
            {
                _previous[_next[at]] = _previous[at];
            }
        }

        private void Link(int at)
        {
            _next[_previous[at]] = at;
            if (_next[at] != None)
            {
                _previous[_next[at]] = at;
            }
        }
    }
}
