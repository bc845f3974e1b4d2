using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Training.Checkpoints;
using IonicMlff.Training.Progress;
using IonicMlff.Training.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>The state of a run as the content of a checkpoint, and back, to the last bit.</summary>
internal static class RunCheckpoint
{
    public static CheckpointContent Of(RunState run, BatchSampler sampler, RunIdentity identity)
    {
        var content = new CheckpointContent();
        identity.Write(content);
        Add(content, "weights", run.Weights.Values);
        Add(content, "weights_best", run.BestWeights);
        Add(content, "adam_first_moment", run.Optimiser.FirstMoment);
        Add(content, "adam_second_moment", run.Optimiser.SecondMoment);
        if (run.Optimiser.LargestSecondMoment is { } largest)
            Add(content, "adam_largest_second_moment", largest);
        if (run.Average is { } average)
            Add(content, "weights_averaged", average.Values);
        content.Add("weights_start", run.Start.Values);
        content.Add("counters", [run.Step, run.Optimiser.Steps, run.Average?.Updates ?? 0, run.WithoutImprovement, run.ValidationIsPending ? 1 : 0]);
        content.Add("stages", run.Stages.State);
        content.Add("errors_since_validation", run.SinceValidation.State);
        content.Add("validation", run.Best is { } best
            ? [run.LastValidation, best.Loss, best.Step, best.Epoch, best.Stage] : [run.LastValidation]);
        content.Add("sampler", sampler.State.Counters);
        content.Texts.Add("sampler_generator", sampler.State.Generator);
        return content;
    }

    /// <summary>Goes back to a checkpoint.</summary>
    /// <exception cref="IlmlffException">It belongs to another model, other data or other batches.</exception>
    public static void Restore(CheckpointContent content, RunState run, BatchSampler sampler, RunIdentity identity, Action<string> warn)
    {
        identity.Check(content, warn);
        Copy(content, "weights", run.Weights.Values);
        Copy(content, "weights_best", run.BestWeights);
        Copy(content, "adam_first_moment", run.Optimiser.FirstMoment);
        Copy(content, "adam_second_moment", run.Optimiser.SecondMoment);
        if (run.Optimiser.LargestSecondMoment is { } largest)
            Copy(content, "adam_largest_second_moment", largest);
        if (run.Average is { } average)
            Copy(content, "weights_averaged", average.Values);
        run.Start.Values = content.Doubles("weights_start");
        long[] counters = content.Integers("counters");
        (run.Step, run.Optimiser.Steps, run.WithoutImprovement) = (counters[0], counters[1], (int)counters[3]);
        run.ValidationIsPending = counters.Length > 4 && counters[4] != 0;
        if (run.Average is not null)
            run.Average.Updates = counters[2];
        if (!run.Stages.TryRestore(content.Doubles("stages")))
            warn("The schedule of the learning rate is another one than in the checkpoint: it begins anew.");
        run.SinceValidation.State = content.Doubles("errors_since_validation");
        double[] validation = content.Doubles("validation");
        run.LastValidation = validation[0];
        run.Best = validation.Length == 1 ? null : new(validation[1], (long)validation[2], (int)validation[3], (int)validation[4]);
        try
        {
            sampler.Restore(new SamplerState(content.Text("sampler_generator"), content.Integers("sampler")));
        }
        catch (ArgumentException e)
        {
            throw IlmlffException.BadData($"{content.Origin}: the order of the frames can't be taken up ({e.Message}). Start anew.", e);
        }
    }

    private static void Add(CheckpointContent content, string name, Tensor vector)
    {
        using DisposeScope scope = NewDisposeScope();
        content.Arrays.Add(name, new(
            vector.dtype == ScalarType.Float32 ? TensorType.F32 : TensorType.F64, vector.shape, vector.cpu().contiguous().bytes.ToArray()));
    }

    private static void Copy(CheckpointContent content, string name, Tensor vector)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        CheckpointArray array = content.Array(name);
        TensorType expected = vector.dtype == ScalarType.Float32 ? TensorType.F32 : TensorType.F64;
        if (array.Type != expected || !array.Shape.SequenceEqual(vector.shape))
            throw IlmlffException.BadData($"{content.Origin}: '{name}' is {array.Type} [{string.Join(", ", array.Shape)}]; this run needs "
                + $"{expected} [{string.Join(", ", vector.shape)}]. It is the checkpoint of another model; start anew (--overwrite).");
        Tensor read = empty(vector.shape, dtype: vector.dtype);
        read.bytes = array.Bytes;
        vector.copy_(read);
    }
}
