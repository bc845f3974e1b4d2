using IonicMlff.Torch.Training.Evaluation;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>All that changes while a run goes on; a checkpoint is its image.</summary>
internal sealed class RunState : IDisposable
{
    public RunState(DifferentiableModel model, TrainingPlan plan)
    {
        Start = new StartWeights(model);
        Weights = new ParameterVector(model);
        Optimiser = new AdamOptimiser(Weights, plan.Optimiser);
        Average = plan.Optimiser.EmaDecay is { } decay ? new ExponentialAverage(Weights, decay) : null;
        BestWeights = Weights.Values.clone().DetachFromDisposeScope();
        Stages = new RunStages(plan);
    }

    public StartWeights Start { get; }

    public ParameterVector Weights { get; }

    public AdamOptimiser Optimiser { get; }

    public ExponentialAverage? Average { get; }

    /// <summary>The weights of the best model so far.</summary>
    public Tensor BestWeights { get; }

    public RunStages Stages { get; }

    /// <summary>Steps made.</summary>
    public long Step { get; set; }

    public BestSoFar? Best { get; set; }

    /// <summary>Latest validation loss; NaN before the first.</summary>
    public double LastValidation { get; set; } = double.NaN;

    /// <summary>Validations since the best one.</summary>
    public int WithoutImprovement { get; set; }

    /// <summary>A validation of this step was due when a signal came; the resumed run begins with it.</summary>
    public bool ValidationIsPending { get; set; }

    /// <summary>Errors of the training batches since the last validation.</summary>
    public ErrorSums SinceValidation { get; } = new();

    /// <summary>The weights that are evaluated and saved: averaged where there is an average.</summary>
    public Tensor Judged => Average?.Values ?? Weights.Values;

    public void Dispose()
    {
        Start.Dispose();
        Optimiser.Dispose();
        Average?.Dispose();
        BestWeights.Dispose();
        Weights.Dispose();
    }
}
