using IonicMlff.Core.Frames;
using IonicMlff.Data.Sets;
using IonicMlff.Torch;
using IonicMlff.Torch.Mace;
using IonicMlff.Torch.Training;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Torch.Training.Starts;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;

namespace IonicMlff.Bench.Training;

/// <summary>
/// A model of the examples with random weights, and the first frames of its training data at the density of the liquid: 140 atoms
/// each.
/// </summary>
internal sealed class TrainingCase : IDisposable
{
    private const string Density = ".sw1.00";

    /// <param name="config">Configuration in examples/training.</param>
    /// <param name="precision">Arithmetic.</param>
    /// <param name="frames">Frames per batch.</param>
    /// <param name="generic">libtorch's own operators only.</param>
    public TrainingCase(string config, TrainingPrecision precision, int frames, bool generic)
    {
        (Config, Precision) = (config, precision);
        TrainingPlan plan = TrainingConfig.Read(Path.Combine(BenchSystem.Root(), "examples", "training", config)).Plan;
        Plan = plan with { Device = plan.Device with { Precision = precision } };
        var all = TrainingFrames.Load(Plan);
        Model = StartModel.Make(Plan, all, _ => { }).Model;
        if (generic && Model is MaceModule mace)
            mace.UsesDirectEdges = false;
        Frames = [.. all.Train.Where(f => IsLiquid(f.Frame)).Take(frames)];
        Graphs = MakeGraphs();
        Batch = MakeBatch();
        Weights = new ParameterVector(Model);
        Optimiser = new AdamOptimiser(Weights, Plan.Optimiser);
        Average = new ExponentialAverage(Weights, Plan.Optimiser.EmaDecay ?? 0.99);
        Loss = LossOf.Plan(Plan.Loss, Plan.Schedule.StartRate);
    }

    public string Config { get; }

    public TrainingPrecision Precision { get; }

    public TrainingPlan Plan { get; }

    public DifferentiableModel Model { get; }

    public LabelledFrame[] Frames { get; }

    public FrameGraph[] Graphs { get; }

    public LabelledBatch Batch { get; }

    public ParameterVector Weights { get; }

    public AdamOptimiser Optimiser { get; }

    public ExponentialAverage Average { get; }

    public ILoss Loss { get; }

    public double Rate => Plan.Schedule.StartRate;

    public FrameGraph[] MakeGraphs() => [.. Frames.Select(f => FrameGraph.Of(f.Frame, Model.Geometry))];

    public LabelledBatch MakeBatch() =>
        new(FrameBatch.From(Graphs, Model.Geometry), BatchLabels.Of(Frames, Model.DType, Model.Device));

    public void Dispose()
    {
        Batch.Dispose();
        Average.Dispose();
        Optimiser.Dispose();
        Weights.Dispose();
        Model.Dispose();
    }

    private static bool IsLiquid(Frame frame) =>
        frame.Values.TryGetValue("uid", out PropertyArray? uid) && uid.AsText() is { } text && text.Contains(Density, StringComparison.Ordinal);
}
