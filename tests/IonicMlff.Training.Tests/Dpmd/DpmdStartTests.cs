using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Data.Sets;
using IonicMlff.Training.Dpmd;
using Xunit;

namespace IonicMlff.Training.Tests.Dpmd;

public class DpmdStartTests
{
    private static readonly string[] Types = ["H", "B", "C", "N", "F"];

    private static readonly DpmdPlan Plan = new()
    {
        Cutoff = 6,
        SwitchStart = 0.5,
        EmbeddingWidths = [8, 16],
        AxisNeurons = 4,
        EmbeddingResnetDt = false,
        TypeOneSide = true,
        EmbeddingActivation = DpmdActivation.Tanh,
        SetDavgZero = false,
        FittingWidths = [16, 16],
        FittingResnetDt = true,
        FittingActivation = DpmdActivation.Tanh,
        FittingTrainable = [true, true, true],
        StatisticsBatches = 10,
    };

    [Fact]
    public void MakesAModelThatAnEvaluatorTakes()
    {
        LabelledFrame[] frames = [.. NpyFrames.Read("pyr14bf4_35").Take(12), .. NpyFrames.Read("pyr14_gascell", number: 1).Take(4)];
        DpmdStart start = DpmdStart.Create(Plan, frames, new BatchRule(BatchRuleKind.Frames, 1), Types, new Dictionary<string, double>(), seed: 3);
        Assert.All(start.Model.Environment.Sel, s => Assert.Equal(0, s % 4));
        Assert.InRange(start.Model.MinNeighborDistance!.Value, 0.5, 1.0); // C–H bonds, some of them much compressed
        Assert.Contains(start.Notes, n => n.Contains("determine 2 of 5", StringComparison.Ordinal));

        var potential = new DpmdPotential(start.Model);
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Frame frame = frames[0].Frame;
        var results = new ResultsView { Forces = new double[3 * frame.Count], Virial = new double[9] };
        int[] species = new TypedFrames(Types).TypesOf(frame);
        evaluator.Compute(new AtomsView { LocalCount = frame.Count, Positions = frame.Positions, Species = species, Cell = frame.Cell }, ref results);
        Assert.True(double.IsFinite(results.Energy));
        Assert.InRange((results.Energy - frames[0].Energy!.Value) / frame.Count, -5, 5); // the bias is in place: nets give O(1) per atom
    }

    [Fact]
    public void SamplesTheGivenNumberOfBatchesOfEachSystem()
    {
        LabelledFrame[] frames = [.. NpyFrames.Read("pyr14bf4_35"), .. NpyFrames.Read("pyr14_gascell", number: 1)];
        LabelledFrame[] sample = DpmdStart.Sample(frames, 10, new BatchRule(BatchRuleKind.AtLeastAtoms, 70));
        Assert.Equal(20, sample.Count(f => f.System == 0)); // 2 frames of 35 atoms
        Assert.Equal(30, sample.Count(f => f.System == 1)); // 3 frames of 30 atoms
        Assert.Equal(50, sample.Distinct().Count());
        Assert.Equal(frames.Length, DpmdStart.Sample(frames, 0, default).Length);
    }

    [Fact]
    public void FittingNetsMayHaveASeedOfTheirOwn()
    {
        LabelledFrame[] frames = [.. NpyFrames.Read("pyr14bf4_35").Take(3)];
        DpmdModel Start(long seed, long? fittingSeed) => DpmdStart.Create(Plan, frames, new BatchRule(BatchRuleKind.Frames, 1), Types, new Dictionary<string, double>(), seed, fittingSeed).Model;
        double[] Embedding(DpmdModel m) => m.Embedding[0]!.Layers![0].Weight;
        double[] Fitting(DpmdModel m) => m.Fitting[0].Layers[0].Weight;
        DpmdModel one = Start(1, null), two = Start(1, 2), three = Start(2, 1);
        Assert.Equal(Embedding(one), Embedding(two));
        Assert.NotEqual(Fitting(one), Fitting(two));
        Assert.Equal(Fitting(one), Fitting(three));
        Assert.NotEqual(Embedding(one), Embedding(three));
    }

    [Fact]
    public void GivenEnergiesAreKept()
    {
        LabelledFrame[] frames = [.. NpyFrames.Read("pyr14bf4_35").Take(3)];
        var given = new Dictionary<string, double> { ["H"] = -13.6, ["C"] = -38 };
        DpmdModel model = DpmdStart.Create(Plan, frames, new BatchRule(BatchRuleKind.Frames, 1), Types, given, 1).Model;
        Assert.Equal((-13.6, -38), (model.EnergyBias[0], model.EnergyBias[2]));
        Assert.False(model.SubtractVacuum[0]); // atom_ener is something else
    }

    [Fact]
    public void UnknownElementIsNamed()
    {
        var frame = new LabelledFrame { Frame = new Frame([8], [0, 0, 0], Cell.Orthogonal(5, 5, 5)) { Origin = "train.extxyz, frame 3" }, Energy = 0 };
        var error = Assert.Throws<IlmlffException>(() => DpmdStart.Create(Plan, [frame], new BatchRule(BatchRuleKind.Frames, 1), Types, new Dictionary<string, double>(), 1));
        Assert.Contains("train.extxyz, frame 3: atom 1 is O", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoNeighborAtAllIsExplained()
    {
        var frame = new LabelledFrame { Frame = new Frame([1], [0, 0, 0], Cell.None), Energy = 0 };
        var error = Assert.Throws<IlmlffException>(() => DpmdStart.Create(Plan, [frame], new BatchRule(BatchRuleKind.Frames, 1), ["H"], new Dictionary<string, double>(), 1));
        Assert.Contains("no atom of the training frames has a neighbour within rcut = 6", error.Message, StringComparison.Ordinal);
    }
}
