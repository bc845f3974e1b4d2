using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Energy, forces and virial that LAMMPS reports are those of upstream MACE.</summary>
public class GoldenFramesTests
{
    /// <summary>Boxes, triclinic cells, mixed periodicity, clusters and cells far smaller than the cutoff.</summary>
    private static readonly string[] Structures =
    [
        "box_pyr14bf4_2", "tric_pyr14bf4_2", "unwrapped_pyr14bf4_2", "slab_pyr14bf4", "wire_pyr14_bf4",
        "smallcell_bn", "dimer_pyr14_bf4", "debug5", "isolated_three",
    ];

    /// <summary>All structures go through one process, with `clear` between them.</summary>
    [FactRequiring("lmp")]
    public void One_process_evaluates_every_kind_of_cell()
    {
        GoldenCase[] cases = Structures.Select(s => new GoldenCase("paper_pyr14bf4", s)).ToArray();
        string folder = LammpsRun.NewFolder();
        string input = string.Concat(cases.Select(c =>
            "clear\n" + Script.Read(c.Frame, folder, c.Name) + Script.Potential(Script.PaperModel) + Script.Report(c.Name)));

        LammpsRun run = LammpsRun.Run(input, folder: folder).Succeeded();

        Assert.All(cases, c => AssertEqual(c, run, 1e-7));
    }

    /// <summary>The fast evaluator's radial tables may cost 2e-5 eV/Å; mixed precision 2e-4 eV/Å and 1e-5 eV per atom.</summary>
    [FactRequiring("lmp")]
    public void Fast_evaluator_in_both_precisions()
    {
        var c = new GoldenCase("paper_pyr14bf4", "box_pyr14bf4_2");
        string folder = LammpsRun.NewFolder();
        string input = "";
        foreach (string precision in new[] { "double", "mixed" })
        {
            input += "clear\n" + Script.Read(c.Frame, folder, c.Name)
                + Script.Potential(Script.PaperModel, $"backend simd precision {precision} threads 2") + Script.Report(precision);
        }

        LammpsRun run = LammpsRun.Run(input, folder: folder).Succeeded();

        AssertForces(c, run, "double", 2e-5 * c.ForceScale);
        AssertForces(c, run, "mixed", 2e-4 * c.ForceScale);
        Assert.Equal(c.Energy, run.Printed("double-energy")[0], 1e-5 * c.Forces.Length);
        Assert.Equal(c.Energy, run.Printed("mixed-energy")[0], 1e-5 * c.Forces.Length);
    }

    /// <summary>Total charge, spin and head; three layers and rows of 144 numbers, which travel between ranks in two blocks.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Charge_spin_and_head_on_two_ranks()
    {
        string[] elements = ["H", "Li", "C", "N", "O", "F", "S"];
        var charged = new GoldenCase("omol_like", "box_lipyr14tfsi_2", charge: 1);
        var headed = new GoldenCase("mh1_like", "box_lipyr14tfsi_2", head: "spice_wB97M");
        string folder = LammpsRun.NewFolder();
        string input = Script.Read(charged.Frame, folder, charged.Name, elements)
            + Script.Potential(TestData.Unpacked("mace", "models", "omol_like.model.gz"), "backend reference charge 1 spin 2", elements)
            + Script.Report("charged")
            + Script.Potential(TestData.Unpacked("mace", "models", "mh1_like.model.gz"), "backend reference head spice_wB97M", elements)
            + "run 0\nprint \"@headed-energy $(pe:%.17g)\"\n";

        LammpsRun run = LammpsRun.Run(input, 2, folder).Succeeded();

        Assert.Equal(charged.Energy, run.Printed("charged-energy")[0], 1e-10 * Math.Abs(charged.Energy));
        AssertForces(charged, run, "charged", 1e-7 * charged.ForceScale);
        Assert.Equal(headed.Energy, run.Printed("headed-energy")[0], 1e-10 * Math.Abs(headed.Energy));
    }

    /// <summary>Energy, forces and virial of `Script.Report`.</summary>
    internal static void AssertEqual(GoldenCase c, LammpsRun run, double relative)
    {
        double[] energy = run.Printed(c.Name + "-energy");
        Assert.Equal(c.Energy, energy[0], relative * Math.Abs(c.Energy) * 1e-3);
        Assert.Equal(c.Energy, energy[1], relative * Math.Abs(c.Energy) * 1e-3); // sum of compute pe/atom

        AssertForces(c, run, c.Name, relative * c.ForceScale);
        double[] w = run.Printed(c.Name + "-virial");
        double scale = Math.Max(1, c.Virial.Max(row => row.Max(Math.Abs)));
        (int, int)[] order = [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)];
        for (int k = 0; k < 6; k++)
        {
            var (a, b) = order[k];
            Assert.True(Math.Abs(c.Virial[a][b] - w[k]) <= relative * scale, $"{c.Name}: virial {k} is {w[k]}, not {c.Virial[a][b]}");
        }
    }

    private static void AssertForces(GoldenCase c, LammpsRun run, string dump, double tolerance)
    {
        double[][] rows = run.Dump(dump + ".dump");
        Assert.Equal(c.Forces.Length, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                Assert.True(
                    Math.Abs(c.Forces[i][k] - rows[i][1 + k]) <= tolerance,
                    $"{c.Name}: force {k} on atom {i + 1} is {rows[i][1 + k]}, not {c.Forces[i][k]}");
            }
        }
    }
}
