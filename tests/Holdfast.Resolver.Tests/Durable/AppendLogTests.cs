using System.Text;
using CsCheck;
using Holdfast.Resolver.Durable;

namespace Holdfast.Resolver.Tests.Durable;

public sealed class AppendLogTests
{
    private const string Name = "test.log";
    private readonly MemoryStorage _storage = new();
    private ulong _salt = 0x0123456789ABCDEF;

    [Fact]
    public void What_is_appended_is_read_back_in_order()
    {
        using (var log = Open(out _))
        {
            Append(log, "one", "", "three");
        }

        _storage.Restart();
        using var again = Open(out var read);
        Assert.Equal(["one", "", "three"], read);
    }

    // Worked out by hand from docs/formats/last-known-good.md, with CRC-32C by another implementation (see the document).
    [Fact]
    public void The_octets_are_those_of_the_format()
    {
        using (var log = Open(out _))
        {
            Append(log, "abc");
        }

        var octets = _storage[Name];
        Assert.Equal("HOLDFAST", Encoding.ASCII.GetString(octets, 0, 8));
        Assert.Equal(1, octets[8]);
        Assert.Equal("TST", Encoding.ASCII.GetString(octets, 9, 3));
        Assert.Equal(Convert.FromHexString("0123456789ABCDEF"), octets[12..20]);
        Assert.Equal(ReferenceCrc32C(octets[..20]), octets[20..24]);
        Assert.Equal(Convert.FromHexString("A548465200000003"), octets[24..32]);
        var salt = BitConverter.GetBytes(0x0123456789ABCDEFul);
        Assert.Equal(ReferenceCrc32C([.. salt, .. BitConverter.GetBytes(24L), .. BitConverter.GetBytes(3L), .. "abc"u8]), octets[32..36]);
        Assert.Equal("abc"u8.ToArray(), octets[36..]);
    }

    [Fact]
    public void Every_prefix_of_the_file_gives_a_prefix_of_the_records()
    {
        string[] records = ["first", "second, which is longer", "", "fourth"];
        using (var log = Open(out _))
        {
            Append(log, records);
        }

        var whole = _storage[Name];
        for (var length = LogFormat.HeaderOctets; length <= whole.Length; length++)
        {
            var storage = new MemoryStorage { [Name] = whole[..length] };
            using (var log = Open(storage, out var read, out var recovery))
            {
                Assert.Equal(records.Take(read.Count), read);
                Assert.Null(recovery.Aside);
                Append(log, "after");
            }

            storage.Restart();
            using var again = Open(storage, out var reread, out _);
            Assert.Equal("after", reread[^1]);
            Assert.Equal(records.Take(reread.Count - 1), reread.SkipLast(1));
        }
    }

    [Fact]
    public void One_changed_octet_costs_one_record_and_nothing_that_follows_it()
    {
        string[] records = ["first", "second, which is longer", "third", "fourth"];
        using (var log = Open(out _))
        {
            Append(log, records);
        }

        var whole = _storage[Name];
        for (var at = LogFormat.HeaderOctets; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            var storage = new MemoryStorage { [Name] = damaged };
            using var log = Open(storage, out var read, out var recovery);
            Assert.Equal(3, read.Count);
            Assert.Equal(records.Where(read.Contains), read);
            if (read.Contains("fourth"))
            {
                Assert.NotNull(recovery.Aside);
                Assert.Equal(damaged, storage[$"{Name}.damaged-1"]);
                Assert.True(recovery.DamagedOctets > 0);
            }
        }
    }

    [Fact]
    public void Whatever_happens_to_the_file_only_what_was_appended_is_read_and_in_order()
    {
        string[] records = [.. Enumerable.Range(0, 12).Select(i => $"{i}:{new string('x', i * 7)}")];
        using (var log = Open(out _))
        {
            Append(log, records);
        }

        var whole = _storage[Name];
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, 3]).Array[1, 6].Sample(changes =>
        {
            List<byte> octets = [.. whole];
            foreach (var (from, to, value, what) in changes.Where(change => Math.Max(change.Item1, change.Item2) < octets.Count))
            {
                switch (what)
                {
                    case 0:
                        octets[from] = value;
                        break;
                    case 1:
                        octets.RemoveRange(Math.Min(from, to), Math.Abs(from - to));
                        break;
                    case 2:
                        octets.InsertRange(to, octets.Skip(from).Take(40).ToArray());
                        break;
                    default:
                        octets.RemoveRange(from, octets.Count - from);
                        break;
                }
            }

            var storage = new MemoryStorage { [Name] = [.. octets] };
            using var log = Open(storage, out var read, out _);
            Assert.Equal(records.Where(read.Contains), read);
            Append(log, "after");
        }, iter: 5_000, threads: 1);
        Gen.Byte.Array[0, 400].Sample(octets =>
        {
            var storage = new MemoryStorage { [Name] = octets };
            using var log = Open(storage, out var read, out _);
            Assert.Empty(read);
        }, iter: 5_000, threads: 1);
    }

    [Fact]
    public void A_damaged_header_is_set_aside_and_a_new_log_begins()
    {
        _storage[Name] = Encoding.ASCII.GetBytes("this is no log at all, but somebody's letter");
        using var log = Open(_storage, out var read, out var recovery);
        Assert.Empty(read);
        Assert.NotNull(recovery.Aside);
        Assert.StartsWith("this is no log", Encoding.ASCII.GetString(_storage[$"{Name}.damaged-1"]), StringComparison.Ordinal);
        Append(log, "new");
    }

    [Fact]
    public void A_log_of_a_newer_version_is_left_alone()
    {
        using (Open(out _))
        {
        }

        _storage.Restart();
        var octets = _storage[Name];
        octets[8] = 2;
        ReferenceCrc32C(octets[..20]).CopyTo(octets, 20);
        _storage[Name] = octets;
        Assert.False(AppendLog.TryOpen(_storage, Name, "TST"u8, () => 1, _ => { }, out _, out _, out var fault));
        Assert.Contains("newer version (format 2", fault, StringComparison.Ordinal);
        Assert.Equal(octets, _storage[Name]);
    }

    [Fact]
    public void A_record_inside_a_payload_is_never_taken_for_one()
    {
        // A foreign hand writes payloads that are themselves records, for every offset, but does not know the salt.
        var forged = new byte[64 * 16];
        for (var i = 0; i < 64; i++)
        {
            LogFormat.WriteRecord(forged.AsSpan(i * 16), "evil"u8, salt: 0, offset: LogFormat.HeaderOctets + LogFormat.RecordHeadOctets + (i * 16));
        }

        using (var log = Open(out _))
        {
            Assert.True(log.TryAppend([forged, "good"u8.ToArray()], out _));
        }

        _storage.Restart();
        var octets = _storage[Name];
        octets[LogFormat.HeaderOctets] ^= 1;
        _storage[Name] = octets;
        using var again = Open(out var read);
        Assert.Equal(["good"], read);
    }

    [Fact]
    public void A_full_disk_is_a_value_and_the_log_goes_on_when_there_is_room_again()
    {
        using var log = Open(out _);
        Append(log, "before");
        _storage.Capacity = log.Length + 20;
        Assert.False(log.TryAppend([new byte[100]], out var fault));
        Assert.Contains("No space left", fault, StringComparison.Ordinal);
        Assert.False(log.TryCompact([new byte[100]], out _));
        _storage.Capacity = long.MaxValue;
        Append(log, "after");
        log.Dispose();
        using var again = Open(out var read);
        Assert.Equal(["before", "after"], read);
    }

    [Fact]
    public void Compaction_replaces_all_records_in_one_step()
    {
        using (var log = Open(out _))
        {
            Append(log, "one", "two");
            _salt = 99;
            Assert.True(log.TryCompact([.. new[] { "both" }.Select(Encoding.ASCII.GetBytes)], out _));
            Append(log, "more");
        }

        using var again = Open(out var read);
        Assert.Equal(["both", "more"], read);
        Assert.Equal([Name], _storage.Names);
    }

    [Fact]
    public void A_second_opening_is_refused()
    {
        using var log = Open(out _);
        Assert.False(AppendLog.TryOpen(_storage, Name, "TST"u8, () => 1, _ => { }, out _, out _, out var fault));
        Assert.Contains("locked", fault, StringComparison.Ordinal);
    }

    // After a kill at any octet of any write, what was acknowledged is there, and nothing that was never appended.
    [Fact]
    public void A_kill_at_any_octet_loses_nothing_that_was_acknowledged() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 1_000_000]).Sample((killAfter, seed) =>
        {
            var storage = new MemoryStorage();
            var chance = new Random(seed);
            var model = new Model();
            RunUntilKilled(storage, killAfter, chance, model);
            storage.Restart();
            using var log = Open(storage, out var read, out _);
            model.AssertHolds(read);
        }, iter: 2_000, threads: 1);

    [Fact]
    public void A_loss_of_power_loses_nothing_that_was_synchronized() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 1_000_000]).Sample((killAfter, seed) =>
        {
            var storage = new MemoryStorage();
            var chance = new Random(seed);
            var model = new Model();
            RunUntilKilled(storage, killAfter, chance, model);
            storage.LosePower(chance);
            if (!AppendLog.TryOpen(storage, Name, "TST"u8, () => 7, model.Read, out var log, out _, out var fault))
            {
                Assert.Fail(fault);
            }

            log.Dispose();
            model.AssertDurable();
        }, iter: 2_000, threads: 1);

    private static void RunUntilKilled(MemoryStorage storage, int killAfter, Random chance, Model model)
    {
        if (!AppendLog.TryOpen(storage, Name, "TST"u8, () => (ulong)chance.NextInt64(), _ => { }, out var log, out _, out _))
        {
            return;
        }

        storage.KillAfter = killAfter;
        for (var i = 0; !storage.IsDead && i < 200; i++)
        {
            switch (chance.Next(12))
            {
                case 0:
                    model.Compacting();
                    if (log.TryCompact([.. model.Current.Select(Encoding.ASCII.GetBytes)], out _))
                    {
                        model.Compacted();
                    }

                    break;
                case < 3:
                    if (log.TrySync(out _))
                    {
                        model.Synced();
                    }

                    break;
                default:
                    string[] batch = [.. Enumerable.Range(0, chance.Next(1, 4)).Select(_ => $"{i}:{new string('x', chance.Next(40))}")];
                    model.Attempted(batch);
                    if (log.TryAppend([.. batch.Select(Encoding.ASCII.GetBytes)], out _))
                    {
                        model.Acknowledged(batch);
                    }

                    break;
            }
        }
    }

    // What may be in the log: everything acknowledged, then possibly a prefix of the batch that the kill interrupted.
    private sealed class Model
    {
        private readonly List<string> _read = [];
        private List<string> _attempted = [];
        private int _durable;

        public List<string> Current { get; } = [];

        public void Attempted(string[] batch) => _attempted = [.. batch];

        public void Acknowledged(string[] batch)
        {
            Current.AddRange(batch);
            _attempted = [];
        }

        public void Synced() => _durable = Current.Count;

        public void Compacting() => _attempted = [];

        public void Compacted() => _durable = Current.Count;

        public void Read(ReadOnlyMemory<byte> record) => _read.Add(Encoding.ASCII.GetString(record.Span));

        public void AssertHolds(List<string> read)
        {
            Assert.Equal(Current, read.Take(Current.Count));
            Assert.Equal(_attempted.Take(read.Count - Current.Count), read.Skip(Current.Count));
        }

        public void AssertDurable()
        {
            Assert.True(_read.Count >= _durable, $"{_read.Count} of {_durable} durable records are left");
            Assert.Equal(Current.Concat(_attempted).Take(_read.Count), _read);
        }
    }

    private AppendLog Open(out List<string> read)
    {
        _storage.Restart();
        return Open(_storage, out read, out _, _salt);
    }

    private static AppendLog Open(MemoryStorage storage, out List<string> read, out LogRecovery recovery, ulong salt = 5)
    {
        var records = new List<string>();
        var opened = AppendLog.TryOpen(
            storage, Name, "TST"u8, () => salt, record => records.Add(Encoding.ASCII.GetString(record.Span)), out var log, out recovery, out var fault);
        Assert.True(opened, fault);
        read = records;
        return log!;
    }

    private static void Append(AppendLog log, params string[] records) =>
        Assert.True(log.TryAppend([.. records.Select(Encoding.ASCII.GetBytes)], out var fault), fault);

    // CRC-32C bit by bit, as RFC 3720 appendix B.4 defines it, most significant octet first.
    private static byte[] ReferenceCrc32C(byte[] octets)
    {
        var sum = uint.MaxValue;
        foreach (var octet in octets)
        {
            sum ^= octet;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0x82F63B78 : sum >> 1;
            }
        }

        sum = ~sum;
        return [(byte)(sum >> 24), (byte)(sum >> 16), (byte)(sum >> 8), (byte)sum];
    }
}
