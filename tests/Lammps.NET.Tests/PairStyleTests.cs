using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary><c>pair_style ilmlff</c> is there in both modes: the toy potential is LAMMPS's own <c>lj/cut</c>.</summary>
public sealed class PairStyleTests
{
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

    [TheoryRequiring(Melt.Library, "cmake", "mpirun")]
    [InlineData(LammpsMode.ChildProcess, 1)]
    [InlineData(LammpsMode.ChildProcess, 2)]
    [InlineData(LammpsMode.InProcess, 1)]
    public void AToyPotentialEqualsLjCut(LammpsMode mode, int ranks)
    {
        double[] Forces(string potential)
        {
            using var lammps = new LammpsInstance(new LammpsOptions { Mode = mode, PairStyle = Melt.PairStyle, Ranks = ranks });
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
        using var lammps = new LammpsInstance(new LammpsOptions { Mode = LammpsMode.ChildProcess, PairStyle = Melt.PairStyle });
        lammps.Commands(Crystal);
        var e = Assert.Throws<LammpsException>(() => lammps.Command("pair_style ilmlff no-such-model"));
        Assert.Contains("pair_style ilmlff: model file 'no-such-model' does not exist", e.Message, StringComparison.Ordinal);
    }
}
