using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary><c>pair_style ilmlff</c> is there in both modes: the toy potential is LAMMPS's own <c>lj/cut</c>.</summary>
public sealed class PairStyleTests
{
    private static readonly string Plugin = Path.Combine(TestData.Root, "build", "lib", "libilmlff_lammps.so");

    private const string Crystal = """
        units metal
        atom_modify map array
        lattice fcc 4.0
        region b block 0 3 0 3 0 3
        create_box 1 b
        create_atoms 1 box
        mass 1 6.94
        displace_atoms all random 0.1 0.1 0.1 99
        velocity all create 300 4928 dist gaussian
        neighbor 0.8 bin
        fix 1 all nve

        """;

    /// <summary>The native side, without which the pair style can't be tested.</summary>
    private static void Build()
    {
        using var build = System.Diagnostics.Process.Start(Path.Combine(TestData.Root, "native", "build.sh"));
        build.WaitForExit();
        Assert.Equal(0, build.ExitCode);
    }

    [TheoryRequiring(Melt.Library, "cmake", "mpirun")]
    [InlineData(1)]
    [InlineData(2)]
    public void AToyPotentialEqualsLjCut(int ranks)
    {
        Build();
        double[] Forces(string potential)
        {
            using var lammps = new LammpsInstance(new LammpsOptions { Mode = LammpsMode.ChildProcess, PairStyle = Plugin, Ranks = ranks });
            lammps.Commands(Crystal + potential);
            lammps.Run(20);
            return [lammps.Thermo("pe"), lammps.Thermo("press"), .. lammps.Gather<double>("f")];
        }

        string toy = Path.Combine(AppContext.BaseDirectory, "ToyPotentials.dll") + ":PairToy";
        Assert.Equal(Forces("pair_style lj/cut 6.0\npair_coeff * * 0.01 2.5"), Forces($"pair_style ilmlff {toy}\npair_coeff * * Li"), (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [FactRequiring(Melt.Library, "cmake")]
    public void ItsRefusalsAreExceptions()
    {
        Build();
        using var lammps = new LammpsInstance(new LammpsOptions { Mode = LammpsMode.ChildProcess, PairStyle = Plugin });
        lammps.Commands(Crystal);
        var e = Assert.Throws<LammpsException>(() => lammps.Command("pair_style ilmlff no-such-model"));
        Assert.Contains("pair_style ilmlff: model file 'no-such-model' does not exist", e.Message, StringComparison.Ordinal);
    }
}
