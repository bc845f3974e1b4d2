using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>model_devi.out of committees, number by number.</summary>
public class CommitteeFileTests
{
    private const string Header = "#       step         max_devi_v         min_devi_v         avg_devi_v         max_devi_f         min_devi_f         avg_devi_f";

    private static readonly string[] Dpmd = [.. Enumerable.Range(1, 4).Select(k => TestData.Unpacked("deepmd", "models", $"s_committee_{k}.pth.gz"))];

    /// <summary>One layer and a cutoff of 5 Å in front, two layers and 6 Å behind it.</summary>
    private static readonly string[] Mace = [.. new[] { "var_i1_abs", "paper_pyr14bf4", "var_soft_tanh_c3" }
        .Select(m => TestData.Unpacked("mace", "models", m + ".model.gz"))];

    private static LammpsFrame Small => LammpsFrame.Read("deepmd", "structures", "pyr14bf4_35.extxyz");

    /// <summary>Plain, atomic, relative and relative_v in units metal and real, also inside hybrid/overlay.</summary>
    [FactRequiring("lmp")]
    public void Single_frames_in_every_mode()
    {
        using var truth = new CommitteeTruth(Dpmd);
        string folder = LammpsRun.NewFolder();
        const double Kcal = 1.602176634e-19 * 6.02214076e23 / 4184;
        string models = string.Join(' ', Dpmd);
        string Case(string name, string words, string units = "metal", string hybrid = "", string extra = "") => $"""
            clear
            {Script.Read(Small, folder, "small").Replace("metal", units, StringComparison.Ordinal)}
            pair_style {hybrid} ilmlff {models} out_file {name} backend reference {words} {(hybrid == "" ? "" : "zero 5.0")}
            pair_coeff * * {(hybrid == "" ? "" : "ilmlff")} H B C N F
            {extra}
            run 0

            """;
        LammpsRun run = LammpsRun.Run(
            Case("plain", "") + Case("each", "atomic") + Case("relative_each", "atomic relative 0.5 relative_v 0.1")
            + Case("real", "atomic", "real") + Case("real_relative", $"atomic relative {0.5 * Kcal:R} relative_v {0.1 * Kcal:R}", "real")
            + Case("overlay_each", "atomic", hybrid: "hybrid/overlay", extra: "pair_coeff * * zero"),
            folder: folder).Succeeded();

        double[] absolute = truth.Row(Small), relative = truth.Row(Small, null, 0.5, 0.1);
        string[] lines = File.ReadAllLines(Path.Combine(folder, "plain"));
        Assert.Equal(Header, lines[0]);
        Assert.Equal(2, lines.Length);
        Assert.Matches("^           0( [ -]{1,}[0-9]\\.[0-9]{6}e[+-][0-9]{2}){6}$", lines[1]);
        Assert.Equal(12 + 6 * 19, lines[1].Length);
        Assert.Equal(Header + "      atm_devi_f(N)", File.ReadLines(Path.Combine(folder, "each")).First());
        foreach ((string name, double[] expected, double factor) in new[]
        {
            ("plain", absolute, 1.0), ("each", absolute, 1), ("relative_each", relative, 1), ("overlay_each", absolute, 1),
            ("real", absolute, Kcal), ("real_relative", relative, Kcal), // DeePMD-kit multiplies relative deviations as well
        })
        {
            double[] row = Assert.Single(CommitteeTruth.Rows(run, name));
            Assert.Equal(name == "plain" ? 7 : 42, row.Length);
            CommitteeTruth.AssertRow(expected, row, name, factor);
        }
    }

    /// <summary>Steps divisible by out_freq; further runs go on in the file, a restarted simulation appends, a new one overwrites.</summary>
    [FactRequiring("lmp")]
    public void Runs_restarts_and_new_simulations()
    {
        using var truth = new CommitteeTruth(Dpmd);
        string folder = LammpsRun.NewFolder();
        File.WriteAllText(Path.Combine(folder, "model_devi.out"), "of an older simulation\n");
        string potential = $"pair_style ilmlff {string.Join(' ', Dpmd)} out_freq 4 atomic backend reference\npair_coeff * * H B C N F\n";
        const string Fixes = "timestep 0.0005\nfix 1 all nve\ndump 1 all custom 4 t.* id x y z\ndump_modify 1 sort id format float %.17g\n";
        string first = Script.Read(Small, folder, "small") + potential + "velocity all create 50 4928 loop all\n" + Fixes
            + "run 6\nrun 4\nwrite_restart r\n";
        LammpsRun run = LammpsRun.Run(first, folder: folder).Succeeded();
        string before = File.ReadAllText(Path.Combine(folder, "model_devi.out"));

        Assert.StartsWith(Header, before, StringComparison.Ordinal);
        Assert.Equal([0, 4, 8], CommitteeTruth.Rows(run).Select(r => (int)r[0]));

        LammpsRun.Run("read_restart r\n" + potential + Fixes + "run 3\n", folder: folder).Succeeded();
        string after = File.ReadAllText(Path.Combine(folder, "model_devi.out"));
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        double[][] rows = CommitteeTruth.Rows(run);
        Assert.Equal([0, 4, 8, 12], rows.Select(r => (int)r[0]));
        Assert.Equal(1, after.Split('\n').Count(l => l.StartsWith('#')));
        foreach (double[] row in rows)
        {
            double[][] positions = [.. run.Dump($"t.{row[0]}").Select(x => x[1..])];
            CommitteeTruth.AssertRow(truth.Row(Small, positions), row, $"step {row[0]}");
        }

        LammpsRun.Run(Script.Read(Small, folder, "small") + potential + "run 0\n", folder: folder).Succeeded();
        Assert.Equal([0], CommitteeTruth.Rows(run).Select(r => (int)r[0]));
    }

    /// <summary>A trajectory is gone through again with the same numbers; out_freq 0 evaluates the first model only.</summary>
    [FactRequiring("lmp")]
    public void Rerun_and_no_deviation()
    {
        string folder = LammpsRun.NewFolder();
        string Style(string words) => $"pair_style ilmlff {string.Join(' ', Dpmd[..2])} backend reference {words}\npair_coeff * * H B C N F\n";
        string input = Script.Read(Small, folder, "small") + Style("out_freq 2 out_file live") + """
            velocity all create 50 4928 loop all
            timestep 0.0005
            fix 1 all nve
            dump 1 all custom 1 trajectory id type x y z
            dump_modify 1 sort id format float %.17g
            run 6
            undump 1

            """ + Style("out_freq 2 out_file again") + "rerun trajectory dump x y z\n" + Style("out_freq 0 out_file never") + "run 2\n";

        LammpsRun run = LammpsRun.Run(input, folder: folder).Succeeded();

        Assert.Equal(File.ReadAllText(Path.Combine(folder, "live")), File.ReadAllText(Path.Combine(folder, "again")));
        Assert.Equal(4, CommitteeTruth.Rows(run, "again").Length);
        Assert.False(File.Exists(Path.Combine(folder, "never")));
    }

    /// <summary>Line searches evaluate several times per step, moves of Monte Carlo in between: each step has one row, that of its end.</summary>
    [FactRequiring("lmp")]
    public void One_row_per_step_of_minimisation_and_exchange()
    {
        using var truth = new CommitteeTruth(Dpmd[..2]);
        string folder = LammpsRun.NewFolder();
        string input = Script.Read(Small, folder, "small")
            + $"pair_style ilmlff {string.Join(' ', Dpmd[..2])} out_freq 1 atomic backend reference\npair_coeff * * H B C N F\n" + """
            thermo_style custom step pe
            dump 1 all custom 1 t.* id x y z
            dump_modify 1 sort id format float %.17g
            min_modify line backtrack dmax 0.05
            minimize 0 1e-8 5 50

            """;
        LammpsRun run = LammpsRun.Run(input, folder: folder).Succeeded();
        double[][] rows = CommitteeTruth.Rows(run);
        Assert.Equal(rows.Length, rows.Select(r => r[0]).Distinct().Count());
        Assert.True(rows.Length >= 5, run.Output);
        foreach (double[] row in rows)
        {
            CommitteeTruth.AssertRow(truth.Row(Small, [.. run.Dump($"t.{row[0]}").Select(x => x[1..])]), row, $"step {row[0]}");
        }

        string exchange = Script.Read(Small, folder, "small")
            + $"pair_style ilmlff {string.Join(' ', Dpmd[..2])} backend reference out_freq 1 out_file mc devi_stop 1000\npair_coeff * * H B C N F\n" + """
            timestep 0.0001
            fix swap all atom/swap 1 3 29494 300 ke no types 2 4
            fix 1 all nve
            run 5

            """;
        Assert.Equal([0, 1, 2, 3, 4, 5], CommitteeTruth.Rows(LammpsRun.Run(exchange, folder: folder).Succeeded(), "mc").Select(r => (int)r[0]));
    }

    /// <summary>MACE models of different depth and cutoff; any number of ranks writes the same file.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Mace_committee_on_any_number_of_ranks() => AssertRanks(Mace, new GoldenCase("paper_pyr14bf4", "box_pyr14bf4_2").Frame, []);

    /// <summary>A triclinic box; then a large one, in which ranks have no atoms.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Dpmd_committee_on_any_number_of_ranks()
    {
        AssertRanks(Dpmd, Small, []);
        AssertRanks(Dpmd[..2], LammpsFrame.Read("deepmd", "structures", "cluster_ionpair_nopbc.extxyz"), ["processors * * 1", "change_box all z final -30 90 y final -60 60"]);
    }

    private static void AssertRanks(string[] models, LammpsFrame frame, string[] commands)
    {
        using var truth = new CommitteeTruth(models);
        string folder = LammpsRun.NewFolder();
        string box = Script.Read(frame, folder, "box");
        string input = (commands.Length > 0 ? box.Replace("read_data", commands[0] + "\nread_data", StringComparison.Ordinal) + commands[1] + "\n" : box) + $"""
            pair_style ilmlff {string.Join(' ', models)} out_freq 2 atomic backend reference
            pair_coeff * * H B C N F
            velocity all create 20 4928 loop all
            timestep 0.0002
            neighbor 0.5 bin
            fix 1 all nve
            dump 1 all custom 2 t.* id x y z
            dump_modify 1 sort id format float %.17g
            run 4

            """;
        var files = new List<string>();
        foreach (int ranks in new[] { 1, 2, 4 })
        {
            LammpsRun run = LammpsRun.Run(input, ranks, folder).Succeeded();
            files.Add(File.ReadAllText(Path.Combine(folder, "model_devi.out")));
            foreach (double[] row in CommitteeTruth.Rows(run))
            {
                CommitteeTruth.AssertRow(truth.Row(frame, [.. run.Dump($"t.{row[0]}").Select(x => x[1..])]), row, $"{ranks} ranks, step {row[0]}");
            }
        }

        // Sums in another order may change the last digit of a number.
        for (int r = 1; r < files.Count; r++)
        {
            string[] one = files[0].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), many = files[r].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(one.Length, many.Length);
            Assert.True(one.Zip(many).Count(p => p.First != p.Second) <= one.Length / 100, $"{files[0]}\n{files[r]}");
        }
    }
}
