using System.Text.Json;
using IonicMlff.Core.Trajectories;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>The same frames in all formats: positions, cells, corners, steps and times as the reference says.</summary>
public class FormatTests
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(TestData.Unpacked("analysis", "formats_tri", "formats.json.gz"))).RootElement.GetProperty("files");

    [Theory]
    [InlineData("wrapped_images.dump", 1e-10)]
    [InlineData("wrapped_images.dump.gz", 1e-10)]
    [InlineData("wrapped.dump", 1e-10)]
    [InlineData("unsorted_extra_columns.dump", 1e-10)]
    [InlineData("unwrapped.dump", 1e-10)]
    [InlineData("scaled.dump", 1e-10)]
    [InlineData("scaled_unwrapped.dump", 1e-10)]
    [InlineData("wrapped.extxyz", 1e-10)]
    [InlineData("wrapped.xtc", 1e-10)]
    [InlineData("wrapped.trr", 1e-5)]
    [InlineData("wrapped_charmm.dcd", 1e-5)]
    [InlineData("wrapped_lammps.dcd", 1e-5)]
    [InlineData("unwrapped_lammps.dcd", 1e-5)]
    [InlineData("five_atoms.xtc", 1e-5)]
    public void All_frames_are_as_the_reference_says(string name, double tolerance)
    {
        JsonElement expected = Expected.GetProperty(name);
        using ITrajectory trajectory = TrajectoryFiles.Open(File.Exists(TestData.Path("analysis", "formats_tri", name))
            ? TestData.Path("analysis", "formats_tri", name) : TestData.Unpacked("analysis", "formats_tri", name + ".gz"));
        Assert.Equal(expected.GetProperty("atoms").GetInt32(), trajectory.Atoms.Count);
        int[] samples = Ints(expected, "sample_frames"), ids = Ints(expected, "sample_atom_ids");
        var frame = new TrajectoryFrame(trajectory.Atoms.Count);
        int frames = 0;
        for (; trajectory.TryRead(frame); frames++)
        {
            Assert.Equal(frames, frame.Index);
            int at = Array.IndexOf(samples, frames);
            if (expected.TryGetProperty("steps", out JsonElement steps))
                Assert.Equal(steps[frames].GetInt64(), frame.Step);
            if (expected.GetProperty("times_ps").ValueKind == JsonValueKind.Array && frame.Time is double time)
                Assert.Equal(expected.GetProperty("times_ps")[frames].GetDouble(), time, 1e-6);
            if (at >= 0)
                Check(expected, at, ids, frame, tolerance);
        }

        Assert.Null(trajectory.Fault);
        Assert.Equal(expected.GetProperty("frames").GetInt32(), frames);
    }

    [Fact]
    public void Image_counts_and_extra_columns()
    {
        foreach (string name in new[] { "wrapped_images.dump", "unsorted_extra_columns.dump" })
        {
            using ITrajectory trajectory = TrajectoryFiles.Open(TestData.Unpacked("analysis", "formats_tri", name + ".gz"));
            var frame = new TrajectoryFrame(trajectory.Atoms.Count);
            Assert.True(trajectory.TryRead(frame));
            Assert.NotNull(frame.Images);
            Assert.False(frame.IsUnwrapped);
            int[] sum = [.. Enumerable.Range(0, 3).Select(d => frame.Images.Where((_, k) => k % 3 == d).Sum())];
            Assert.Equal(Doubles(Expected.GetProperty(name).GetProperty("image_sum")[0]).Select(x => (int)x), sum);
            Assert.Equal(name.StartsWith("unsorted", StringComparison.Ordinal), trajectory.Atoms.Elements is not null);
        }
    }

    private static void Check(JsonElement expected, int at, int[] ids, TrajectoryFrame frame, double tolerance)
    {
        double[] cell = [.. expected.GetProperty("cell_rows_A")[at].EnumerateArray().SelectMany(Doubles)];
        double[] found = [frame.Cell.Ax, frame.Cell.Ay, frame.Cell.Az, frame.Cell.Bx, frame.Cell.By, frame.Cell.Bz, frame.Cell.Cx, frame.Cell.Cy, frame.Cell.Cz];
        for (int k = 0; k < 9; k++)
            Assert.Equal(cell[k], found[k], Math.Max(tolerance, expected.GetProperty("corner_A").ValueKind == JsonValueKind.Null ? 5e-6 : 0));
        if (expected.GetProperty("corner_A").ValueKind == JsonValueKind.Array)
        {
            double[] corner = Doubles(expected.GetProperty("corner_A")[at]);
            Assert.Equal(corner[0], frame.Corner.X, 1e-10);
            Assert.Equal(corner[1], frame.Corner.Y, 1e-10);
            Assert.Equal(corner[2], frame.Corner.Z, 1e-10);
        }

        for (int a = 0; a < ids.Length; a++)
        {
            double[] r = Doubles(expected.GetProperty("positions_A")[at][a]);
            for (int d = 0; d < 3; d++)
                Assert.Equal(r[d], frame.Positions[3 * (ids[a] - 1) + d], tolerance);
        }

        double[] sum = Doubles(expected.GetProperty("sum_of_all_positions_A")[at]);
        for (int d = 0; d < 3; d++)
            Assert.Equal(sum[d], frame.Positions.Where((_, k) => k % 3 == d).Sum(), tolerance * frame.AtomCount);
    }

    private static int[] Ints(JsonElement e, string name) => [.. e.GetProperty(name).EnumerateArray().Select(x => x.GetInt32())];

    private static double[] Doubles(JsonElement e) => [.. e.EnumerateArray().Select(x => x.GetDouble())];
}
