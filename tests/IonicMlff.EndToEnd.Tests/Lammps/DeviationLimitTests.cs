using System.Globalization;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>devi_warn and devi_stop.</summary>
public class DeviationLimitTests
{
    private static readonly string Models = string.Join(' ', new[] { 1, 3 }.Select(k => TestData.Unpacked("deepmd", "models", $"s_committee_{k}.pth.gz")));

    private static LammpsFrame Small => LammpsFrame.Read("deepmd", "structures", "pyr14bf4_35.extxyz");

    /// <summary>The run ends after the step with all its output, the input goes on, and later runs are skipped.</summary>
    [TheoryRequiring("lmp", "mpirun")]
    [InlineData(1)]
    [InlineData(2)]
    public void Stop_ends_the_run_and_loses_nothing(int ranks)
    {
        string folder = LammpsRun.NewFolder();
        double[] maxima = [.. Rows(Run(LammpsRun.NewFolder(), "", 1)).Select(r => r[4])];
        double limit = (maxima[0] + maxima[2]) / 2;
        Assert.True(maxima[1] < maxima[0] && maxima[0] < maxima[2]); // the third row is the first above the limit
        LammpsRun run = Run(folder, $"devi_stop {limit.ToString("R", CultureInfo.InvariantCulture)}", ranks);

        double[][] rows = Rows(run);
        Assert.Equal([0, 2, 4], rows.Select(r => (int)r[0]));
        string name = "model_devi.out.stop-4.extxyz";
        string warning = Assert.Single(run.Output.Split('\n'), l => l.Contains("devi_stop", StringComparison.Ordinal));
        Assert.All(["WARNING: pair_style ilmlff, step 4: max_devi_f", name, "(atom "], part => Assert.Contains(part, warning, StringComparison.Ordinal));

        // Thermodynamic output: every 5 steps, and the last.
        Assert.Equal(["0", "4"], run.Output.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length == 3 && w.All(x => double.TryParse(x, CultureInfo.InvariantCulture, out _))).Select(w => w[0]));
        double[] printed = run.Printed("after"); // after the stop: step, energy, virial's xx from the per-atom ones
        Assert.Equal(4, printed[0]);
        Assert.Contains("for 4 steps", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("for 3 steps", run.Output, StringComparison.Ordinal); // the second run
        Assert.True(File.Exists(Path.Combine(folder, "end.data")));
        Assert.Equal(["t.0", "t.3"], Directory.GetFiles(folder, "t.*").Select(Path.GetFileName).Order());

        AssertFrame(folder, name, printed[1], rows[2][4]);
    }

    /// <summary>The first warning comes at once, the next at the tenth step above the limit.</summary>
    [FactRequiring("lmp")]
    public void Warning_names_the_atom_and_does_not_flood()
    {
        using var truth = new CommitteeTruth(Models.Split(' '));
        string folder = LammpsRun.NewFolder();
        double[] row = truth.Row(Small);
        int worst = 1 + Array.IndexOf(row[6..], row[3]);

        LammpsRun run = LammpsRun.Run(Input(folder, "out_freq 1 devi_warn 1e-3"), folder: folder).Succeeded();

        string[] warnings = [.. run.Output.Split('\n').Where(l => l.Contains("devi_warn", StringComparison.Ordinal))];
        Assert.Equal(2, warnings.Length); // steps 0 to 8, then 8 to 11
        Assert.Contains($"step 0: max_devi_f {row[3].ToString("G6", CultureInfo.InvariantCulture)} (atom {worst}, {Small.Symbols[worst - 1]})", warnings[0], StringComparison.Ordinal);
        Assert.Contains("step 8: ", warnings[1], StringComparison.Ordinal); // the second run begins with step 8
        Assert.Contains("on 9 steps before", warnings[1], StringComparison.Ordinal);
    }

    /// <summary>A minimisation stops as well.</summary>
    [FactRequiring("lmp")]
    public void Stop_ends_a_minimisation()
    {
        string folder = LammpsRun.NewFolder();
        LammpsRun run = LammpsRun.Run(
            Script.Read(Small, folder, "small") + $"pair_style ilmlff {Models} out_freq 1 devi_stop 1e-3\npair_coeff * * H B C N F\n"
            + "minimize 0 1e-8 50 500\nprint \"@after $(step)\"\n", folder: folder).Succeeded();

        Assert.True(run.Printed("after")[0] <= 1);
        Assert.True(File.Exists(Path.Combine(folder, "model_devi.out.stop-0.extxyz")));
    }

    /// <summary>A member whose forces are not numbers disagrees without limit: the file says inf, and the limit is above it on all ranks.</summary>
    [TheoryRequiring("lmp", "mpirun")]
    [InlineData(1)]
    [InlineData(2)]
    public void Forces_that_are_not_numbers_exceed_every_limit(int ranks)
    {
        string folder = LammpsRun.NewFolder();
        string input = $"""
            units metal
            lattice fcc 4.0
            region b block 0 3 0 3 0 3
            create_box 1 b
            create_atoms 1 box
            mass 1 6.94
            pair_style ilmlff {Script.Toy("PairToy")} {Script.Toy("NotANumberForceToy")} out_freq 1 atomic relative 1.0 devi_warn 1e30
            pair_coeff * * Li
            fix 1 all nve
            run 2
            pair_style ilmlff {Script.Toy("PairToy")} {Script.Toy("NotANumberForceToy")} out_freq 1 out_file stop devi_stop 1e30
            pair_coeff * * Li
            run 2
            print "@after $(step)"

            """;
        LammpsRun run = LammpsRun.Run(input, ranks, folder).Succeeded();

        string[] lines = [.. File.ReadLines(Path.Combine(folder, "model_devi.out")).Skip(1)];
        Assert.Equal(3, lines.Length);
        string[] words = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["inf", "inf"], [words[4], words[6]]);
        Assert.NotEqual("inf", words[5]);
        Assert.Equal("inf", words[7]); // the atom with ID 1
        Assert.Contains("max_devi_f inf (atom 1, Li) is above devi_warn", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Printed("after")[0]);
        Assert.True(File.Exists(Path.Combine(folder, "stop.stop-2.extxyz")));
    }

    private static LammpsRun Run(string folder, string words, int ranks) =>
        LammpsRun.Run(Input(folder, $"out_freq 2 atomic {words}"), ranks, folder).Succeeded();

    private static double[][] Rows(LammpsRun run) => CommitteeTruth.Rows(run);

    // The box is compressed; nothing else moves.
    private static string Input(string folder, string words) => Script.Read(Small, folder, "small") + $"""
        pair_style ilmlff {Models} backend reference {words}
        pair_coeff * * H B C N F
        timestep 0.0001
        fix 2 all deform 1 x scale 0.95 y scale 0.95 z scale 0.95 remap x
        compute s all stress/atom NULL virial
        compute r all reduce sum c_s[1]
        thermo 5
        thermo_style custom step pe c_r
        thermo_modify norm no format float %.17g
        dump 1 all custom 3 t.* id x y z
        run 8
        variable p equal pe
        print "@after $(step) $(v_p:%.17g)"
        run 3
        write_data end.data

        """;

    private static void AssertFrame(string folder, string name, double energy, double maximum)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, name));
        Assert.Equal("35", lines[0]);
        Assert.Contains("Properties=species:S:1:pos:R:3:forces:R:3:force_deviation:R:1:id:I:1", lines[1], StringComparison.Ordinal);
        string printed = System.Text.RegularExpressions.Regex.Match(lines[1], "energy=(\\S+) step=4").Groups[1].Value;
        Assert.Equal(energy, double.Parse(printed, CultureInfo.InvariantCulture), 1e-9);
        string[][] rows = [.. lines.Skip(2).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(Enumerable.Range(1, 35).Select(i => i.ToString(CultureInfo.InvariantCulture)), rows.Select(r => r[8]));
        Assert.Equal(Small.Symbols, rows.Select(r => r[0]));
        Assert.Equal(maximum, rows.Max(r => double.Parse(r[7], CultureInfo.InvariantCulture)), 1e-6 * maximum);

        // The frame's own forces and deviations: from its positions and cell by the members alone.
        LammpsFrame frame = LammpsFrame.ReadFile(Path.Combine(folder, name));
        using var truth = new CommitteeTruth(Models.Split(' '));
        double[] expected = truth.Row(frame);
        for (int i = 0; i < 35; i++)
        {
            Assert.Equal(expected[6 + i], double.Parse(rows[i][7], CultureInfo.InvariantCulture), 1e-9);
        }
    }
}
