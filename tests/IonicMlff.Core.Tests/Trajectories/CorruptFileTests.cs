using System.Text.Json;
using IonicMlff.Core.Trajectories;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>Damaged files: the good frames are delivered unchanged, the class of the fault and its place are named, nothing is thrown.</summary>
public class CorruptFileTests
{
    // What only an analysis can judge.
    private static readonly string[] JudgedLater = ["UnevenFrames", "FramesTooSparse", "TopologyMismatch"];

    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(TestData.Path("analysis", "corrupt", "expected.json"))).RootElement;

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (JsonProperty file in Expected.GetProperty("files").EnumerateObject())
        {
            if (!JudgedLater.Contains(file.Value.GetProperty("message_class").GetString()))
                files.Add(file.Name);
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Good_frames_class_and_place(string name)
    {
        JsonElement expected = Expected.GetProperty("files").GetProperty(name);
        using ITrajectory trajectory = TrajectoryFiles.Open(TestData.Path("analysis", "corrupt", name));
        var frame = new TrajectoryFrame(trajectory.Atoms.Count);
        int good = 0;
        double[] firstSum = [];
        while (trajectory.TryRead(frame))
        {
            if (good++ == 0)
                firstSum = [.. Enumerable.Range(0, 3).Select(d => frame.Positions.Where((_, k) => k % 3 == d).Sum())];
        }

        string? kind = expected.GetProperty("message_class").GetString();
        bool isWarning = expected.TryGetProperty("warning", out _);
        Assert.Equal(isWarning ? null : kind, trajectory.Fault?.Kind.ToString());
        Assert.Equal(isWarning ? [kind!] : [], trajectory.Warnings.Select(w => w.Kind.ToString()));
        if (expected.GetProperty("good_frames_before_fault") is { ValueKind: JsonValueKind.Number } frames)
            Assert.Equal(frames.GetInt32(), good);
        else
            Assert.InRange(good, expected.GetProperty("undamaged_frames").GetInt32(), 10);
        if (good > 0)
        {
            for (int d = 0; d < 3; d++)
                Assert.Equal(Expected.GetProperty("position_sum_frame0_A")[d].GetDouble(), firstSum[d], name.EndsWith(".xtc", StringComparison.Ordinal) ? 0.1 : 1e-4);
        }

        CheckPlace(expected, trajectory.Fault);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.Contains("no such file", Assert.Throws<Core.Errors.IlmlffException>(() => TrajectoryFiles.Open("/no/such.dump")).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<Core.Errors.IlmlffException>(() => TrajectoryFiles.Open(TestData.Scratch)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".dump")]
    [InlineData(".xtc")]
    [InlineData(".dcd")]
    [InlineData(".trr")]
    [InlineData(".extxyz")]
    public void Files_cut_or_changed_anywhere_never_throw(string ending)
    {
        byte[] good = File.ReadAllBytes(TestData.Path("analysis", "corrupt", "good" + ending));
        var random = new Random(4);
        string path = Path.Combine(TestData.Scratch, "fuzz" + ending);
        for (int k = 0; k < 150; k++)
        {
            byte[] bytes = k % 2 == 0 ? good[..random.Next(good.Length)] : (byte[])good.Clone();
            for (int flips = k % 3; flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            using ITrajectory trajectory = TrajectoryFiles.Open(path);
            var frame = new TrajectoryFrame(trajectory.Atoms.Count);
            int frames = 0;
            while (trajectory.TryRead(frame))
                Assert.InRange(++frames, 1, 12);
        }
    }

    private static void CheckPlace(JsonElement expected, TrajectoryFault? fault)
    {
        if (fault is null)
            return;
        if (expected.TryGetProperty("frame", out JsonElement frame))
            Assert.Equal(frame.GetInt32(), fault.Frame);
        if (expected.TryGetProperty("line", out JsonElement line))
            Assert.Equal(line.GetInt64(), fault.Line);
        if (expected.TryGetProperty("atom_id", out JsonElement atom))
            Assert.Equal(atom.GetInt64(), fault.AtomId);
        Assert.StartsWith(fault.File, fault.ToString(), StringComparison.Ordinal);
    }
}
