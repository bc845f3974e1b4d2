using IonicMlff.Core.Frames;
using IonicMlff.Data.Sets;
using IonicMlff.Testing;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Checkpoints;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Training;

/// <summary>Small runs on the golden frames, and what happened in them.</summary>
internal static class TestRuns
{
    private static readonly Lazy<LabelledFrame[]> Labelled = new(() =>
    [
        .. FrameSet.Open([new(TestData.Path("mace", "training", "paper_pyr14bf4", "frames_ef.extxyz"))]),
        .. FrameSet.Open([new(TestData.Path("mace", "training", "paper_pyr14bf4", "frames_efs.extxyz"))]),
    ]);

    /// <summary>Frames that the toy can learn: small labels, several copies with other energies.</summary>
    public static LabelledFrame[] Frames(int count) =>
    [
        .. Enumerable.Range(0, count).Select(k =>
        {
            LabelledFrame f = Labelled.Value[k % Labelled.Value.Length];
            Frame frame = new(f.Frame.AtomicNumbers, Array.ConvertAll(f.Frame.Positions, x => x * (1 + 0.004 * k)), f.Frame.Cell) { Origin = $"frame {k}" };
            return new LabelledFrame { Frame = frame, Energy = -0.3 * frame.Count + 0.1 * k, Forces = f.Forces, Stress = f.Stress, Virial = f.Virial, System = k % 2 };
        }),
    ];

    public static TrainingPlan Plan(string folder) => new()
    {
        Name = "toy",
        Source = "test",
        Origin = PlanOrigin.Yaml,
        Data = new() { Train = [], Valid = [], Keys = new() },
        EnergyOrigin = new(EnergyOriginKind.LeastSquares),
        Loss = new MaceLossPlan(MaceLossKind.Weighted, 1, 100, 0, 0),
        Optimiser = new(OptimiserKind.Adam, 0.9, 0.999, 1e-8, AmsGrad: true, 5e-7, ClipNorm: 10, EmaDecay: 0.99),
        Schedule = new ExponentialSchedule { StartRate = 0.01, Gamma = 0.9 },
        StageTwo = new(StartEpoch: 3, 0.001, new(MaceLossKind.Weighted, 1000, 100, 0, 0)),
        Batch = new() { Rule = new(BatchRuleKind.Frames, 2), OneSystemPerBatch = false, DropLast = false, ValidFrames = 3 },
        Length = new() { Epochs = 5 },
        Seeds = new() { Weights = 1, Shuffle = 2, Split = 3 },
        Device = new("cpu", TrainingPrecision.Float64, 1),
        Output = new() { Folder = folder, Model = Path.Combine(folder, "toy.safetensors"), CheckpointSteps = 3, LogSteps = 1 },
        Metadata = new(),
    };

    public static string NewFolder() => Directory.CreateDirectory(Path.Combine(TestData.Scratch, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>Runs a plan with the toy; gives what happened.</summary>
    public static Listener Go(
        TrainingPlan plan, bool resumes = false, long? stepLimit = null, Action<TrainingEvent>? onEvent = null, CancellationToken cancellation = default,
        Func<DifferentiableModel>? model = null, int frames = 7, StepDump? dump = null)
    {
        var listener = new Listener(onEvent);
        using DifferentiableModel toy = model?.Invoke() ?? new ToyModel();
        using var run = new TrainingRun(new TrainingJob
        {
            Plan = plan,
            Model = toy,
            Train = Frames(frames),
            Valid = Frames(4),
            SaveModel = (path, _) => File.WriteAllText(path, WeightsOf(toy)),
            Checkpoints = new CheckpointFolder(plan.Output.Folder, plan.Name, plan.Output.KeptCheckpoints),
            Resumes = resumes,
            StepLimit = stepLimit,
            Observer = listener,
            Dump = dump,
        });
        listener.Outcome = run.Go(cancellation);
        return listener;
    }

    private static string WeightsOf(DifferentiableModel model)
    {
        using DisposeScope scope = NewDisposeScope();
        return string.Join(' ', model.Parameters.SelectMany(p => p.Tensor.detach().reshape(-1).to(ScalarType.Float64).data<double>().ToArray()));
    }

    internal sealed class Listener(Action<TrainingEvent>? onEvent) : ITrainingObserver
    {
        public List<TrainingEvent> Events { get; } = [];

        public TrainingOutcome Outcome { get; set; } = null!;

        public IEnumerable<StepDone> Steps => Events.OfType<StepDone>();

        public IEnumerable<ValidationDone> Validations => Events.OfType<ValidationDone>();

        public void Observe(TrainingEvent happened)
        {
            Events.Add(happened);
            onEvent?.Invoke(happened);
        }
    }
}
