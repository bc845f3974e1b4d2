using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Energies;
using IonicMlff.Training.Mace;
using Xunit;

namespace IonicMlff.Training.Tests.Mace;

/// <summary>Neighbours, scale, shift and E0 are upstream's.</summary>
public sealed class MaceStatisticsTests
{
    private static readonly string Folder = TestData.Path("mace", "training", "paper_pyr14bf4");
    private static readonly FrameSet Frames = FrameSet.Open([new(Path.Combine(Folder, "frames_ef.extxyz")), new(Path.Combine(Folder, "frames_efs.extxyz"))]);
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "metrics_and_statistics.json"))).RootElement;
    private static readonly int[] Elements = [1, 5, 6, 7, 9];

    private static Dictionary<int, double> ModelEnergies()
    {
        var model = MaceImporter.Read(TestData.Path("mace", "models", "paper_pyr14bf4.model.gz"));
        return model.AtomicNumbers.Select((z, i) => (z, model.AtomicEnergies[0, i])).ToDictionary(p => p.z, p => p.Item2);
    }

    private static void Close(double expected, double actual) => Assert.InRange(actual, expected - 1e-10 * Math.Abs(expected), expected + 1e-10 * Math.Abs(expected));

    [Fact]
    public void Average_number_of_neighbours() =>
        Close(Golden.GetProperty("avg_num_neighbors").GetDouble(), MaceStatistics.AvgNumNeighbors(Frames.Select(f => f.Frame), 6));

    [Theory]
    [InlineData(ScalingRule.RmsForces, "rms_forces_scaling")]
    [InlineData(ScalingRule.Std, "std_scaling")]
    public void Scale_and_shift(ScalingRule rule, string name)
    {
        (double scale, double shift) = MaceStatistics.ScaleAndShift(Frames, ModelEnergies(), rule);
        JsonElement golden = Golden.GetProperty(name);
        Close(golden.GetProperty("shift_mean")[0].GetDouble(), shift);
        double expected = golden.GetProperty("scale_std")[0].GetDouble();
        // torch 1.13's std of all entries passes through float32; the standard deviation of these four numbers is known exactly.
        Assert.Equal(expected, scale, rule == ScalingRule.Std ? 1e-8 : 1e-12);
        if (rule == ScalingRule.Std)
            Assert.Equal(0.02854433853939414, scale, 1e-14);
    }

    [Fact]
    public void Least_squares_of_E0()
    {
        var found = AtomicEnergies.Find(new(EnergyOriginKind.LeastSquares), Frames, [], Elements, ["Default"]);
        foreach (JsonProperty golden in Golden.GetProperty("average_E0s_lstsq").EnumerateObject())
            Close(golden.Value.GetDouble(), found.ByHead[0][int.Parse(golden.Name, System.Globalization.CultureInfo.InvariantCulture)]);
        Assert.Contains("determine 1 of the 5 E0", Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Isolated_atoms_are_preferred_and_all_are_needed()
    {
        LabelledFrame Atom(int z, double energy) => new() { Frame = new Frame([z], [0, 0, 0], Core.Geometry.Cell.None), Energy = energy, ConfigType = LabelledFrame.IsolatedAtom };
        LabelledFrame[] atoms = [Atom(1, -13), Atom(1, -14), Atom(5, -70), Atom(6, -1000), Atom(7, -1400)];
        var fallback = AtomicEnergies.Find(new(EnergyOriginKind.IsolatedAtomsOrLeastSquares), Frames, atoms, Elements, ["Default"]);
        Assert.Contains("but none of F", fallback.Notes[0], StringComparison.Ordinal);
        Assert.Contains("There is no isolated atom of F", Assert.Throws<IlmlffException>(() =>
            AtomicEnergies.Find(new(EnergyOriginKind.IsolatedAtoms), Frames, atoms, Elements, ["Default"])).Message, StringComparison.Ordinal);
        var found = AtomicEnergies.Find(new(EnergyOriginKind.IsolatedAtomsOrLeastSquares), Frames, [.. atoms, Atom(9, -2700)], Elements, ["Default"]);
        Assert.Equal((-13.5, -2700.0), (found.ByHead[0][1], found.ByHead[0][9]));
        Assert.Equal(-70, found.Table(Elements)[0, 1]);
    }

    [Fact]
    public void Given_energies_must_be_complete() => Assert.Contains("'e0s' has no energy of B C N F", Assert.Throws<IlmlffException>(() =>
        AtomicEnergies.Find(new(EnergyOriginKind.Given) { Given = new Dictionary<string, double> { ["H"] = -13 } }, Frames, [], Elements, ["Default"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Each_head_has_its_rule()
    {
        string[] heads = ["dft", "xtb"];
        LabelledFrame[] frames = [.. Frames.Select(f => f with { Head = 1 }), new() { Frame = new Frame([1, 1], [0, 0, 0, 0.7, 0, 0], Core.Geometry.Cell.None), Energy = -31, Head = 0 }];
        var origin = new EnergyOriginPlan(EnergyOriginKind.LeastSquares)
        {
            ByHead = new Dictionary<string, EnergyOriginPlan> { ["dft"] = new(EnergyOriginKind.Given) { Given = new Dictionary<string, double> { ["H"] = -13 } } },
        };
        var found = AtomicEnergies.Find(origin, frames, [], Elements, heads);
        Assert.Equal((-13.0, 0.0), (found.ByHead[0][1], found.ByHead[0][6])); // no frame of dft has carbon
        Assert.Equal(AtomicEnergies.Find(new(EnergyOriginKind.LeastSquares), Frames, [], Elements, ["Default"]).ByHead[0], found.ByHead[1]);
        Assert.Equal("dft: given; xtb: least squares of the training energies", found.Origin);
        Assert.StartsWith("Head xtb: 'e0s' has no energy of B C N F", Assert.Throws<IlmlffException>(() => AtomicEnergies.Find(
            new(EnergyOriginKind.LeastSquares) { ByHead = new Dictionary<string, EnergyOriginPlan> { ["xtb"] = origin.Of("dft") } }, frames, [], Elements, heads)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Energies_of_a_model()
    {
        var found = AtomicEnergies.Find(new(EnergyOriginKind.Model) { Model = TestData.Path("mace", "models", "paper_pyr14bf4.model.gz") }, Frames, [], Elements, ["Default"]);
        Assert.Equal(ModelEnergies(), found.ByHead[0]);
    }
}
