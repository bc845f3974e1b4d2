using System.Globalization;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Conservation of energy, and pressure as the derivative of the energy.</summary>
public class PhysicsTests
{
    private static string TrainedModel => TestData.Unpacked("mace", "trained", "pyr14bf4_xtb_npt_f64.model.gz");

    /// <summary>−dE/dV by finite difference of box edges, for all three edges together and for each alone.</summary>
    [TheoryRequiring("lmp")]
    [InlineData("MACE")]
    [InlineData("DeePMD")]
    public void Pressure_is_the_derivative_of_the_energy(string kind)
    {
        const double Strain = 1e-4;
        LammpsFrame frame = new GoldenCase("paper_pyr14bf4", "box_pyr14bf4_2").Frame;
        string model = kind == "MACE" ? Script.PaperModel : TestData.Unpacked("deepmd", "models", "s_tanh_oneside.pth.gz");
        string folder = LammpsRun.NewFolder();
        string input = Script.Read(frame, folder, "box") + Script.Potential(model) + Script.Report("start");
        string[] strained = ["xyz", "x", "y", "z"];
        foreach (string edges in strained)
        {
            foreach (double sign in new[] { 1.0, -1.0 })
            {
                string to = string.Concat(edges.Select(e => $" {e} scale {(1 + sign * Strain).ToString("R", CultureInfo.InvariantCulture)}"));
                string back = string.Concat(edges.Select(e => $" {e} scale $(1/{(1 + sign * Strain).ToString("R", CultureInfo.InvariantCulture)}:%.17g)"));
                input += $"change_box all{to} remap\nrun 0\nprint \"@{edges}{sign:+0;-0} $(pe:%.17g) $(vol:%.17g)\"\nchange_box all{back} remap\n";
            }
        }

        LammpsRun run = LammpsRun.Run(input, folder: folder).Succeeded();

        double[] w = run.Printed("start-virial");
        foreach (string edges in strained)
        {
            double[] plus = run.Printed(edges + "+1"), minus = run.Printed(edges + "-1");
            double numeric = -(plus[0] - minus[0]) / (plus[1] - minus[1]);
            double volume = 0.5 * (plus[1] + minus[1]);
            double analytic = (edges == "xyz" ? (w[0] + w[1] + w[2]) / 3 : w["xyz".IndexOf(edges, StringComparison.Ordinal)]) / volume;
            Assert.True(Math.Abs(numeric - analytic) <= 1e-4 * Math.Abs(analytic), $"{edges}: {numeric} and {analytic} eV/Å³");
        }
    }

    /// <summary>A short run; the deep tier has the long one.</summary>
    [FactRequiring("lmp")]
    public void Energy_is_conserved() => AssertConserved(100);

    /// <summary>0.5 ps at 0.5 fs.</summary>
    [FactRequiring("lmp")]
    [Trait(Tier.Name, Tier.Deep)]
    public void Energy_is_conserved_over_1000_steps() => AssertConserved(1000);

    // Velocity Verlet conserves a shadow Hamiltonian: the total energy oscillates, and its mean must not drift.
    private static void AssertConserved(int steps)
    {
        string input = $"""
            units metal
            read_data {TestData.Path("mace", "trained", "start_npt.data")}
            pair_style ilmlff {TrainedModel} precision double
            pair_coeff * * B C F H N
            neighbor 1.0 bin
            neigh_modify every 1 delay 0 check yes
            timestep 0.0005
            fix 1 all nve
            variable e equal etotal
            fix 2 all print 1 "@e$(step) $(v_e:%.17g)" screen yes
            thermo 1
            run {steps}

            """;

        LammpsRun run = LammpsRun.Run(input, seconds: 60 + steps).Succeeded();

        double[] energies = Enumerable.Range(1, steps).Select(i => run.Printed($"e{i}")[0]).ToArray();
        int quarter = steps / 4;
        double drift = energies.TakeLast(quarter).Average() - energies.Take(quarter).Average();
        Assert.True(Math.Abs(drift) / 350 < 1e-4, $"total energy drifts by {1000 * drift / 350} meV/atom in {steps} steps");
        Assert.True((energies.Max() - energies.Min()) / 350 < 4e-4, $"total energy varies by {1000 * (energies.Max() - energies.Min()) / 350} meV/atom");
    }
}
