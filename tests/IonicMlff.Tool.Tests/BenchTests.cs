using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Models.Mace;
using IonicMlff.Testing;
using IonicMlff.Tool.Benchmark;
using Xunit;

namespace IonicMlff.Tool.Tests;

public sealed class BenchTests
{
    private static readonly string Model = TestData.Path("mace", "models", "var_i1_abs.model.gz");

    [Fact]
    public void Json_holds_consistent_numbers()
    {
        ToolRun run = ToolRun.Of("bench", "--model", Model, "--sizes", "1,20", "--seconds", "0.2", "--timestep", "2", "--json");
        Assert.Equal(0, run.ExitCode);
        JsonArray results = run.Json["results"]!.AsArray();
        Assert.Equal([1, 20], results.Select(r => (int)r!["atoms"]!));
        foreach (JsonNode? r in results)
        {
            double least = (double)r!["us_per_atom_step"]!, median = (double)r["us_per_atom_step_median"]!;
            Assert.InRange(least, 0.001, median);
            Assert.Equal((double)r["reference_us_per_atom_step"]! / least, (double)r["speedup"]!, 6);

            // 2 fs per step, median step: (86400 s / step time) · 2e-6 ns.
            Assert.Equal(86400 / (median * (int)r["atoms"]! * 1e-6) * 2e-6, (double)r["ns_per_day"]!, 6);
            Assert.Equal(0, (long)r["bytes_allocated_per_step"]!);
            Assert.InRange((double)r["max_force_difference"]!, 0, 2e-5 * 100);
        }

        Assert.True((double)run.Json["peak_gflops_one_core"]! > 0.1);
    }

    [Fact]
    public void Frames_of_a_file_are_timed()
    {
        string file = Scratch.File("f.extxyz", "2\n\nH 0 0 0\nF 0 0 1\n3\n\nH 0 0 0\nF 0 0 1\nC 3 0 0\n");
        ToolRun run = ToolRun.Of("bench", "--model", Model, "--frames", file, "--seconds", "0.1");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\n +2 +1\.0 +\w+ ", run.Out);
        Assert.Matches(@"\n +3 +2\.0 +\w+ ", run.Out);
    }

    [Fact]
    public void The_grid_has_the_density_and_composition_of_the_liquid()
    {
        TestBox box = TestBox.Cubic(2800, [1, 3, 5, 6, 7, 9]);
        Assert.Equal(2800 / 0.0952, box.Cell.Volume, 6);
        Assert.InRange(box.NeighboursPerAtom(6), 75, 85);
        int[] counts = [.. Enumerable.Range(0, 6).Select(s => box.Species.Count(x => x == s))];
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[0] / 2800.0, 20 / 35.0 - 0.05, 20 / 35.0 + 0.05);
        double[] edges = [box.Positions.Min(), box.Positions.Max()];
        Assert.InRange(edges[0], -0.3, 2.5);
        Assert.InRange(edges[1], box.Cell.Ax - 2.5, box.Cell.Ax + 0.3);
    }

    [Fact]
    public void The_estimate_of_operations_grows_with_neighbours_and_layers()
    {
        static double Operations(string model, double neighbours) => FlopEstimate.PerAtom(
            ((MacePotential)Models.PotentialFile.Open(TestData.Path("mace", "models", model + ".model.gz"))).Model, neighbours);
        double few = Operations("paper_pyr14bf4", 43), many = Operations("paper_pyr14bf4", 86), none = Operations("paper_pyr14bf4", 0);
        Assert.Equal(many - few, few - none, 1e-3);
        Assert.True(none > 0);

        // The paper's model at 86 neighbours: 5 µs at the 100 to 200 GFLOP/s of a core.
        Assert.InRange(many, 0.3e6, 2e6);
        Assert.True(Operations("var_i1_abs", 86) < many);
    }

    [Theory]
    [InlineData("deepmd", "s_committee_1.pth.gz", "s_committee_2.pth.gz", "s_committee_3.pth.gz")]
    [InlineData("mace", "var_i1_abs.model.gz", "var_i1_abs.model.gz", "var_i1_abs.model.gz")]
    public void A_committee_is_timed_beside_one_model(string kind, params string[] models)
    {
        ToolRun run = ToolRun.Of(
            ["bench", "--model", .. models.Select(m => TestData.Path(kind, "models", m)), "--sizes", "30", "--seconds", "1", "--json"]);
        Assert.Equal(0, run.ExitCode);
        JsonNode result = run.Json["results"]!.AsArray().Single()!;
        double one = (double)result["us_per_atom_step_one"]!, all = (double)result["us_per_atom_step_committee"]!;
        Assert.Equal(all / one, (double)result["ratio"]!, 9);
        Assert.InRange((double)result["ratio"]!, 1.5, 15); // about 3, on a quiet machine
        Assert.Equal(0, (long)result["bytes_allocated_per_step"]!);
    }

    [Fact]
    public void LAMMPS_times_one_model()
    {
        ToolRun run = ToolRun.Of("bench", "--model", Model, Model, "--lammps");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--lammps times one model in LAMMPS, and a committee is given.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_and_frames_exclude_each_other()
    {
        ToolRun run = ToolRun.Of("bench", "--model", Model, "--frames", "x.extxyz", "--sizes", "10");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--sizes and --frames exclude each other", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LAMMPS_is_not_started_on_a_box_it_can_not_take()
    {
        string file = Scratch.File("f.extxyz", "2\n\nH 0 0 0\nF 0 0 1\n");
        ToolRun run = ToolRun.Of("bench", "--model", Model, "--frames", file, "--seconds", "0.1", "--lammps");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--lammps needs an orthogonal box that is periodic in all directions", run.Error, StringComparison.Ordinal);
    }
}
