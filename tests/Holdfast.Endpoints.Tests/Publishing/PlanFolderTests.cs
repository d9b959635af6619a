using Holdfast.Endpoints.Publishing;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Tests.Publishing;

public sealed class PlanFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-plans-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_copy_is_a_header_a_checksum_and_the_plan()
    {
        var plan = Pools.Plan(Pools.Of(2), 1);
        var payload = PlanCodec.Write(plan);
        Assert.Null(new PlanFolder(_folder).Keep(plan));
        var file = File.ReadAllBytes(Path.Combine(_folder, "api.example.com.plan"));
        Assert.Equal([.. "HOLDFAST"u8, 1, .. "EPL"u8, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length], file[..16]);
        Assert.Equal(payload, file[20..]);
        Assert.Equal(Crc32([.. file[..16], .. payload]), (uint)((file[16] << 24) | (file[17] << 16) | (file[18] << 8) | file[19]));
    }

    [Fact]
    public void The_newest_plan_of_each_name_is_read_again()
    {
        var folder = new PlanFolder(_folder);
        var odd = Pools.Plan(Pools.Of(2) with { Name = DomainName.Parse("A/b.example.") }, 3);
        Assert.Null(folder.Keep(Pools.Plan(Pools.Of(2), 1)));
        Assert.Null(folder.Keep(Pools.Plan(Pools.Of(2), 2)));
        Assert.Null(folder.Keep(odd));
        var (plans, faults) = new PlanFolder(_folder).ReadAll();
        Assert.Empty(faults);
        Assert.Equal([2L, 3L], plans.Select(plan => plan.Generation.Value).Order());
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Whatever_octet_is_changed_or_missing_is_noticed()
    {
        var file = PlanFileFormat.Write(Pools.Plan(Pools.Of(2), 1));
        for (var at = 0; at < file.Length; at++)
        {
            var damaged = file.ToArray();
            damaged[at] ^= 0x40;
            Assert.False(PlanFileFormat.TryRead(damaged, out _, out _), $"octet {at}");
            Assert.False(PlanFileFormat.TryRead(file.AsSpan(0, at), out _, out _), $"{at} octets");
        }
    }

    [Fact]
    public void A_damaged_copy_is_told_and_left_as_it_is()
    {
        var path = Path.Combine(_folder, "api.example.com.plan");
        File.WriteAllText(path, "HOLDFAST, and no plan");
        Assert.Equal(new PlanFileFault(path, "it is no plan"), Assert.Single(new PlanFolder(_folder).ReadAll().Faults));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_and_the_last_copy_stays()
    {
        var folder = new PlanFolder(_folder);
        Assert.Null(folder.Keep(Pools.Plan(Pools.Of(2), 1)));
        Directory.CreateDirectory(Path.Combine(_folder, "api.example.com.plan.new")); // nothing can be written there now
        Assert.NotNull(folder.Keep(Pools.Plan(Pools.Of(2), 2)));
        Assert.Equal(1, Assert.Single(folder.ReadAll().Plans).Generation.Value);
    }

    // Bit by bit, so that it shares nothing with the table of the library.
    private static uint Crc32(byte[] octets)
    {
        var sum = uint.MaxValue;
        foreach (var octet in octets)
        {
            sum ^= octet;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
            }
        }

        return ~sum;
    }
}
