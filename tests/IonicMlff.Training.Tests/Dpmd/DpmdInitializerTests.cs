using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Training.Dpmd;
using Xunit;

namespace IonicMlff.Training.Tests.Dpmd;

public class DpmdInitializerTests
{
    private static readonly DpmdArchitecture Paper = new()
    {
        TypeMap = ["H", "C"],
        Sel = [40, 20],
        EmbeddingWidths = [25, 50, 100],
        AxisNeurons = 16,
        FittingWidths = [240, 240, 240],
        EmbeddingTimeStep = true,
        AtomEnergies = [-13.6, null],
        SetAverageZero = true,
    };

    private static readonly EnvironmentStatistics Environment = new([0.1, 0.2], [0.3, 0.4], [0.5, 0.6], []);

    [Fact]
    public void WeightsHaveUpstreamsDistributions()
    {
        DpmdModel model = DpmdInitializer.Create(Paper, Environment, [-13.6, -1], seed: 1);
        DpmdLayer first = model.Fitting[0].Layers[0], second = model.Fitting[0].Layers[1];
        Assert.InRange(Rms(first.Weight, 0) * Math.Sqrt(1600 + 240), 0.99, 1.01);
        Assert.InRange(Rms(second.Weight, 0) * Math.Sqrt(480), 0.98, 1.02);
        Assert.InRange(Rms([.. model.Fitting.SelectMany(f => f.Layers).SelectMany(l => l.Bias!)], 0), 0.95, 1.05);
        Assert.InRange(second.TimeStep!.Average(), 0.0997, 0.1003);
        Assert.InRange(Rms(second.TimeStep!, 0.1), 0.0008, 0.0012);
    }

    [Fact]
    public void ShortcutsFollowTheWidths()
    {
        DpmdModel model = DpmdInitializer.Create(Paper, Environment, [0, 0], seed: 1);
        Assert.Equal([Shortcut.None, Shortcut.Double, Shortcut.Double], model.Embedding[0]!.Layers!.Select(l => l.Shortcut));
        Assert.Equal([Shortcut.None, Shortcut.Add, Shortcut.Add, Shortcut.None], model.Fitting[0].Layers.Select(l => l.Shortcut));
        Assert.Equal([false, true, true], model.Embedding[0]!.Layers!.Select(l => l.TimeStep is not null));
        Assert.Equal([false, true, true, false], model.Fitting[0].Layers.Select(l => l.TimeStep is not null));
        Assert.Equal(4, model.Embedding.Length); // two-sided by default
        Assert.Equal([true, false], model.SubtractVacuum);
        Assert.All(model.Environment.Average, a => Assert.Equal(0, a));
    }

    [Fact]
    public void SeedDecidesAndANetDoesNotDependOnTheOthers()
    {
        DpmdModel a = DpmdInitializer.Create(Paper, Environment, [0, 0], 1), b = DpmdInitializer.Create(Paper, Environment, [0, 0], 1),
            other = DpmdInitializer.Create(Paper, Environment, [0, 0], 2),
            oneSide = DpmdInitializer.Create(Paper with { TypeOneSide = true }, Environment, [0, 0], 1);
        Assert.Equal(a.Fitting[1].Layers[2].Weight, b.Fitting[1].Layers[2].Weight);
        Assert.NotEqual(a.Fitting[1].Layers[2].Weight, other.Fitting[1].Layers[2].Weight);
        Assert.NotEqual(a.Fitting[0].Layers[2].Weight, a.Fitting[1].Layers[2].Weight);
        Assert.Equal(a.Fitting[1].Layers[2].Weight, oneSide.Fitting[1].Layers[2].Weight);
    }

    [Fact]
    public void ImpossibleArchitecturesAreRefused()
    {
        void Refused(DpmdArchitecture architecture, string what) =>
            Assert.Contains(what, Assert.Throws<IlmlffException>(architecture.Check).Message, StringComparison.Ordinal);
        Refused(Paper with { Sel = [1] }, "sel has 1 numbers, type_map 2 names (H C)");
        Refused(Paper with { Sel = [0, 0] }, "not all 0");
        Refused(Paper with { SwitchStart = 6 }, "rcut is 6 Å and rcut_smth 6 Å");
        Refused(Paper with { AxisNeurons = 101 }, "axis_neuron is 101; expected 1 to 100");
        Refused(Paper with { FittingWidths = [] }, "fitting_net/neuron");
        Refused(Paper with { AtomEnergies = [1] }, "atom_ener has 1 entries");
        Assert.Contains("exclude_types has the pair [0, 2]",
            Assert.Throws<IlmlffException>(() => (Paper with { ExcludeTypes = [(0, 2)] }).RawEnvironment()).Message, StringComparison.Ordinal);
    }

    private static double Rms(double[] values, double around) => Math.Sqrt(values.Average(v => (v - around) * (v - around)));
}
