using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Domain decomposition with a ghost shell of one cutoff gives the result of one rank.</summary>
public class RanksTests
{
    private const double Same = 1e-9; // of the largest value, where that exceeds 1 eV or 1 eV/Å

    /// <summary>A box, a triclinic cell, a slab with vacuum and a lone molecule: some ranks own no atom, one owns them all.</summary>
    private static readonly (string Structure, string Setup)[] Systems =
    [
        ("box_pyr14bf4_2", ""),
        ("tric_pyr14bf4_2", "processors 1 1 *"),
        ("slab_pyr14bf4", "processors 1 1 *"),
        ("debug5", "processors * 1 1"),
    ];

    [FactRequiring("lmp", "mpirun")]
    public void Two_and_four_ranks_agree_with_one()
    {
        GoldenCase[] cases = Systems.Select(s => new GoldenCase("paper_pyr14bf4", s.Structure)).ToArray();
        string folder = LammpsRun.NewFolder();
        string input = "";
        for (int i = 0; i < cases.Length; i++)
        {
            // Vacuum on both sides of the slab and far around the molecule.
            string wider = cases[i].Frame.Periodic.All(p => p) ? "" : "change_box all z final -30 60\n";
            input += $"clear\n{Systems[i].Setup}\n" + Script.Read(cases[i].Frame, folder, cases[i].Name) + wider
                + Script.Potential(Script.PaperModel) + Script.Report(cases[i].Name);
        }

        LammpsRun one = LammpsRun.Run(input, folder: folder).Succeeded();
        foreach (int ranks in new[] { 2, 4 })
        {
            string other = Directory.CreateDirectory(Path.Combine(folder, $"ranks{ranks}")).FullName;
            foreach (string data in Directory.GetFiles(folder, "*.data"))
            {
                File.Copy(data, Path.Combine(other, Path.GetFileName(data)));
            }

            LammpsRun many = LammpsRun.Run(input, ranks, other, seconds: 240).Succeeded();
            Assert.All(cases, c => AssertSame(c.Name, one, many));
            Assert.Matches(@"Nlocal: .* 0 min", many.Output); // there was a rank without atoms
        }
    }

    /// <summary>A two-layer potential while atoms change rank, with both of LAMMPS's ways to communicate.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Runs_agree_while_atoms_migrate()
    {
        string Input(string comm) => $"""
            units metal
            read_data {TestData.Path("mace", "trained", "start_npt.data")}
            {comm}
            pair_style ilmlff {Script.Toy("TwoLayerToy")}
            pair_coeff * * B C F H N
            velocity all create 3000 4928 loop all
            neighbor 0.4 bin
            neigh_modify every 1 delay 0 check yes
            fix 1 all npt temp 3000 3000 0.05 iso 0 0 0.3
            thermo_style custom step pe etotal press vol
            timestep 0.002
            run 20
            print "@end $(pe:%.17g) $(etotal:%.17g) $(vol:%.17g)"

            """;

        LammpsRun one = LammpsRun.Run(Input("")).Succeeded();
        LammpsRun bricks = LammpsRun.Run(Input(""), 2).Succeeded();
        LammpsRun tiles = LammpsRun.Run(Input("comm_style tiled\nfix b all balance 5 1.0 rcb"), 4, seconds: 240).Succeeded();

        Assert.Matches("Neighbor list builds = [1-9]", one.Output);
        Close(one.Printed("end"), bricks.Printed("end"), "two ranks", 1);
        Close(one.Printed("end"), tiles.Printed("end"), "four ranks, tiled", 1);
    }

    private static void AssertSame(string name, LammpsRun one, LammpsRun many)
    {
        Close(one.Printed(name + "-energy"), many.Printed(name + "-energy"), name + " energy", 1);
        Close(one.Printed(name + "-virial"), many.Printed(name + "-virial"), name + " virial", 1);
        double[][] a = one.Dump(name + ".dump"), b = many.Dump(name + ".dump");
        for (int i = 0; i < a.Length; i++)
        {
            Close(a[i], b[i], $"{name} atom {i + 1}", 1);
        }
    }

    private static void Close(double[] a, double[] b, string what, double scale)
    {
        for (int k = 0; k < a.Length; k++)
        {
            Assert.True(Math.Abs(a[k] - b[k]) <= Same * Math.Max(scale, Math.Abs(a[k])), $"{what}, number {k}: {a[k]} and {b[k]}");
        }
    }
}
