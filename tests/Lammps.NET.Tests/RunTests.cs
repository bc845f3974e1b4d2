using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary>Runs that are stopped, forces from C#, several ranks, the generated bindings.</summary>
public sealed class RunTests
{
    public static TheoryData<LammpsMode, int> Modes => new() { { LammpsMode.ChildProcess, 1 }, { LammpsMode.InProcess, 1 }, { LammpsMode.ChildProcess, 2 } };

    private static LammpsOptions Options(LammpsMode mode, int ranks) => mode == LammpsMode.InProcess ? Melt.Here : Melt.Child with { Ranks = ranks };

    [TheoryRequiring(Melt.Library, "mpirun")]
    [MemberData(nameof(Modes))]
    public void ATokenStopsARunBetweenTwoSteps(LammpsMode mode, int ranks)
    {
        using LammpsInstance lammps = Melt.Open(Options(mode, ranks));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        Assert.ThrowsAny<OperationCanceledException>(() => lammps.Run(1_000_000_000, stop.Token));
        double step = lammps.Thermo("step");
        Assert.InRange(step, 1, 999_999_999);
        lammps.Run(10);
        Assert.Equal(step + 10, lammps.Thermo("step"));
    }

    /// <summary>A harmonic tether to the origin of the box, in C# and by LAMMPS's own fix, on every rank layout.</summary>
    [TheoryRequiring(Melt.Library, "mpirun")]
    [MemberData(nameof(Modes))]
    public void ForcesEnergyAndVirialFromCSharpCount(LammpsMode mode, int ranks)
    {
        const double K = 0.3;
        double[] With(bool ours)
        {
            using LammpsInstance lammps = Melt.Open(Options(mode, ranks));
            lammps.Command(ours ? "fix pull all external pf/callback 1 1" : "variable fx atom -0.3*x\nvariable e atom 0.15*x*x\nfix pull all addforce v_fx 0 0 energy v_e");
            if (ours)
            {
                lammps.SetExternalForce("pull", (ref ExternalForceStep s) =>
                {
                    for (int i = 0; i < s.Ids.Length; i++)
                    {
                        double x = s.Positions[3 * i];
                        s.Forces[3 * i] -= K * x;
                        s.Energy += K / 2 * x * x;
                        s.Virial[0] -= K * x * x;
                    }
                });
            }

            lammps.Commands("fix_modify pull energy yes virial yes\nthermo_style custom step pe pxx");
            lammps.Run(0);
            double pxx = lammps.Thermo("pxx"); // before atoms cross the boundary: addforce takes unwrapped positions in its virial
            lammps.Run(30);
            return [lammps.Thermo("pe"), pxx, .. lammps.Gather<double>("f")];
        }

        double[] ours = With(ours: true), theirs = With(ours: false);
        Assert.NotEqual(0, theirs[1]);
        Assert.Equal(theirs, ours, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [TheoryRequiring(Melt.Library, "mpirun")]
    [MemberData(nameof(Modes))]
    public void AnExceptionInACallbackEndsTheRunAndNothingElse(LammpsMode mode, int ranks)
    {
        using LammpsInstance lammps = Melt.Open(Options(mode, ranks));
        lammps.Command("fix bad all external pf/callback 1 1");
        lammps.SetExternalForce("bad", (ref ExternalForceStep s) =>
        {
            if (s.Step == 7)
                throw new InvalidDataException("my own trouble");
        });
        Assert.Equal("my own trouble", Assert.Throws<InvalidDataException>(() => lammps.Run(1000)).Message);
        Assert.InRange(lammps.Thermo("step"), 7, 8);
        lammps.SetExternalForce("bad", (ref ExternalForceStep s) => Assert.Equal(108, s.Ids.Length));
        lammps.Run(10);
    }

    [FactRequiring(Melt.Library)]
    public void ACallFromWithinACallbackIsRefused()
    {
        using LammpsInstance lammps = Melt.Open();
        lammps.Command("fix bad all external pf/callback 1 1");
        lammps.SetExternalForce("bad", (ref ExternalForceStep _) => lammps.Thermo("pe"));
        Assert.Contains("one call at a time", Assert.Throws<InvalidOperationException>(() => lammps.Run(1)).Message, StringComparison.Ordinal);
    }

    [FactRequiring(Melt.Library, "mpirun")]
    public void TwoRanksGiveTheNumbersOfOne()
    {
        using LammpsInstance one = Melt.Open(), two = Melt.Open(Melt.Child with { Ranks = 2 });
        one.Run(20);
        two.Run(20);
        Assert.Equal(one.Thermo("etotal"), two.Thermo("etotal"), 1e-10);
        Assert.Equal(one.Thermo("press"), two.Thermo("press"), 1e-9);
        Assert.Equal(two.Gather<double>("f").Order(), two.LocalAtoms<double>("f").Order());
        Assert.Equal(108, two.LocalAtoms<int>("id").Distinct().Count());
        var e = Assert.Throws<LammpsException>(() => two.Command("pair_style nonsense"));
        Assert.Contains("Unrecognized pair style 'nonsense'", e.Message, StringComparison.Ordinal);
    }
}
