using System.Diagnostics;
using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Sets;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Evaluation;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Training.Checkpoints;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using IonicMlff.Training.Sampling;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>
/// Trains one model: batches, gradient, step, average; validation, best model, early stop; second stage; checkpoints. What it does
/// depends on the plan and its state alone, so that a run that is interrupted and resumed gives the same numbers as one that is not.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingJob _job;
    private readonly TrainingPlan _plan;
    private readonly BatchMaker _frames;
    private readonly Validation? _validation;
    private readonly BatchSampler _sampler;
    private readonly RunState _run;
    private readonly RunIdentity _identity;
    private readonly RunTimer _timer = new();
    private string? _modelPath;
    private bool _modelIsBehind;
    private long _savedStep = -1;
    private bool _gaveUp;
    private CancellationToken _cancellation;

    /// <summary>Prepares a run: graphs of all frames, optimiser, order of the batches.</summary>
    /// <exception cref="IlmlffException">Frames the model can't take, or batches that can't be made.</exception>
    public TrainingRun(TrainingJob job)
    {
        (_job, _plan) = (job, job.Plan);
        int threads = _plan.Device.ThreadCount;
        _frames = new BatchMaker(job.Train, job.Model.Geometry, threads);
        if (job.Valid.Count > 0)
            _validation = new(new BatchMaker(Judging(job), job.Model.Geometry, threads), _plan.Batch.ValidFrames, _plan.Data.Heads);
        _sampler = _plan.Batch.OneSystemPerBatch
            ? new SystemSampler(_frames.Sizes, _plan.Batch, _plan.Seeds.Shuffle)
            : new EpochSampler(_frames.Sizes, _plan.Batch, _plan.Seeds.Shuffle);
        _run = new RunState(job.Model, _plan);
        _identity = new RunIdentity(job);
    }

    /// <summary>Steps of the whole plan.</summary>
    public long TotalSteps => _plan.Length.Steps ?? _sampler.StepsOfEpochs(Math.Max(0, _plan.Length.Epochs!.Value - _run.Stages.Skipped));

    /// <summary>Makes the steps that are left.</summary>
    /// <param name="cancellation">When it is asked for, the state is saved and the run ends.</param>
    /// <exception cref="IlmlffException">Training diverged, or the end can't be saved.</exception>
    public TrainingOutcome Go(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Begin();
        while (!IsOver && !AtStepLimit && !cancellation.IsCancellationRequested)
        {
            if (_sampler.AtEpochStart && _run.Step > 0)
                BeginEpoch();
            MakeStep();
            if (ValidationIsDue)
                Validate();
            if (CheckpointIsDue)
                SaveCheckpoint(isLast: false);
        }

        EndReason reason = _run.ValidationIsPending ? EndReason.Interrupted
            : _gaveUp ? EndReason.NoImprovement
            : IsOver ? EndReason.Completed
            : cancellation.IsCancellationRequested ? EndReason.Interrupted
            : EndReason.StepLimit;
        return End(reason);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _frames.Dispose();
        _validation?.Dispose();
        _run.Dispose();
    }

    /// <summary>
    /// The validation frames that are looked at: all, or where the plan names a number of batches (DeePMD's numb_btch) so many, spread
    /// evenly and the same every time, so that the curve does not jump with the choice.
    /// </summary>
    private static IReadOnlyList<LabelledFrame> Judging(TrainingJob job)
    {
        long wanted = job.Plan.Data.ValidBatches is { } batches ? (long)batches * Math.Max(1, job.Plan.Batch.ValidFrames) : job.Valid.Count;
        int count = (int)Math.Min(wanted, job.Valid.Count);
        return count == job.Valid.Count ? job.Valid : [.. Enumerable.Range(0, count).Select(k => job.Valid[(int)((long)k * job.Valid.Count / count)])];
    }

    private RunPosition Position => new(_run.Step, TotalSteps, _run.Stages.EpochOf(_sampler.Epoch), _run.Stages.Stage);

    private RunClock Clock => _timer.Clock(Math.Min(TotalSteps, _job.StepLimit ?? long.MaxValue) - _run.Step);

    private bool IsOver => _gaveUp || _run.Step >= TotalSteps;

    private bool AtStepLimit => _run.Step >= _job.StepLimit;

    private bool ValidationIsDue => _run.Step >= TotalSteps
        || (_plan.Length.Epochs is not null
            ? _sampler.AtEpochStart && _run.Stages.EpochOf(_sampler.Epoch) % Math.Max(1, _plan.Length.ValidEpochs) == 0
            : _run.Step % Math.Max(1, _plan.Length.ValidSteps) == 0);

    private bool CheckpointIsDue => !IsOver && !AtStepLimit
        && ((_plan.Output.CheckpointSteps > 0 && _run.Step % _plan.Output.CheckpointSteps == 0)
            || (_plan.Output.CheckpointEveryEpoch && _plan.Length.Epochs is not null && _sampler.AtEpochStart));

    private void Begin()
    {
        CheckpointContent? from = _job.Resumes ? _job.Checkpoints.Newest(Warn) : null;
        if (from is not null)
        {
            RunCheckpoint.Restore(from, _run, _sampler, _identity, Warn);
            _run.Weights.Load(_run.Weights.Values);
            _savedStep = _run.Step;
            _gaveUp = !_run.Stages.SecondIsAhead && _run.WithoutImprovement >= _plan.Length.Patience;
            _modelPath = File.Exists(_plan.Output.Model) ? _plan.Output.Model : null;
        }

        _job.Observer.Observe(new TrainingStarted(Description()));
        if (from is null)
            Validate();
        else if (_run.Best is not null) // the file may be missing, or of a step after the checkpoint
            _modelIsBehind = !TrySave(_run.BestWeights, _modelPath = _plan.Output.Model);
        if (_run.ValidationIsPending)
            Validate();
    }

    private void BeginEpoch()
    {
        if (_run.Stages.SecondBegins(_sampler.Epoch))
            BeginSecondStage(_run.Stages.Skipped > 0 ? "no more improvement in the first stage" : "as planned");
        else
            _run.Stages.Rate.BeginEpoch(double.IsNaN(_run.LastValidation) ? null : _run.LastValidation);
    }

    private void BeginSecondStage(string reason)
    {
        _run.Stages.BeginSecond();
        // the best model of the first stage is kept beside; the second stage looks for its own
        if (_run.Best is not null)
            TrySave(_run.BestWeights, Path.ChangeExtension(_plan.Output.Model, ".stage-one" + Path.GetExtension(_plan.Output.Model)));
        (_run.Best, _run.WithoutImprovement) = (null, 0);
        _job.Observer.Observe(new StageStarted(Position, 2, reason));
    }

    private void MakeStep()
    {
        _timer.BeginStep();
        var rate = _run.Stages.Rate;
        rate.BeginStep(_run.Step);
        int epoch = _run.Stages.EpochOf(_sampler.Epoch);
        int[] indices = _sampler.Next();
        LabelledBatch batch = _frames.Make(indices);
        try
        {
            using var gradient = GradientStep.Of(_job.Model, _run.Weights, _run.Stages.Loss, batch, rate.PrefactorRate);
            double factor = GradientClip.Factor(gradient.Norm, _plan.Optimiser.ClipNorm);
            _job.Dump?.Before(_run.Step + 1, epoch, _run.Stages.Stage, indices, rate.Rate, factor, gradient, _run.Weights);
            using (no_grad())
                gradient.Gradient.mul_(factor);
            _run.Optimiser.Step(gradient.Gradient, rate.Rate);
            _run.Weights.Load(_run.Weights.Values);
            _run.Average?.Update(_run.Weights.Values);
            _run.Step++;
            _run.SinceValidation.Add(gradient.Errors);
            _job.Dump?.After(_run.Weights, _run.Average?.Values);
            _timer.EndStep();
            _job.Observer.Observe(new StepDone(
                new(_run.Step, TotalSteps, epoch, _run.Stages.Stage), rate.Rate, gradient.Loss, gradient.Errors.Summary, gradient.Norm, indices.Length, Clock));
        }
        finally
        {
            _frames.Release(batch);
        }
    }

    private void Validate()
    {
        _run.Stages.Rate.BeginStep(_run.Step);
        if (_validation is null)
        {
            if (_run.Step > 0)
                SaveModel(_run.Judged);
            return;
        }

        _run.ValidationIsPending = true;
        if (Judge(_validation) is not { } result)
            return;
        _run.ValidationIsPending = false;
        _run.LastValidation = result.Deciding;
        bool isBest = _run.Step > 0 && result.Deciding < (_run.Best?.Loss ?? double.PositiveInfinity);
        if (isBest)
        {
            _run.Best = new(result.Deciding, _run.Step, Position.Epoch, _run.Stages.Stage);
            _run.WithoutImprovement = 0;
            using (no_grad())
                _run.BestWeights.copy_(_run.Judged);
            SaveBest();
        }
        else if (_run.Step > 0)
        {
            _run.WithoutImprovement++;
            if (_modelIsBehind)
                SaveBest();
        }

        Tell(result, isBest);
        _run.SinceValidation.Clear();
        if (_run.WithoutImprovement >= _plan.Length.Patience)
            GiveUpStage();
    }

    /// <summary>Null when a signal came: validation frames may be many, and the state must be saved soon.</summary>
    private ValidationResult? Judge(Validation validation)
    {
        _run.Weights.Load(_run.Judged);
        try
        {
            return validation.Evaluate(_job.Model, _run.Stages.Loss, _run.Stages.Rate.PrefactorRate, _cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            _run.Weights.Load(_run.Weights.Values);
        }
    }

    private void Tell(ValidationResult result, bool isBest) => _job.Observer.Observe(new ValidationDone(
        Position, _run.Stages.Rate.Rate, result.Loss, result.Errors, _run.SinceValidation.IsEmpty ? null : _run.SinceValidation.Summary,
        result.Heads, isBest, Clock));

    /// <summary>No improvement for as long as the plan allows: the second stage begins at once, or the run ends.</summary>
    private void GiveUpStage()
    {
        if (_run.Stages.SecondIsAhead)
        {
            _run.Stages.SkipToSecond(_sampler.AtEpochStart ? _sampler.Epoch : _sampler.Epoch + 1);
            _run.WithoutImprovement = 0;
        }
        else
        {
            _gaveUp = true;
        }
    }

    private TrainingOutcome End(EndReason reason)
    {
        bool isOver = reason is EndReason.Completed or EndReason.NoImprovement;
        if (_savedStep != _run.Step)
            SaveCheckpoint(isLast: true);
        if (!isOver && _run.Step > 0 && !HasJudgedModel)
            LeaveModel(reason);
        if (_modelIsBehind)
            SaveModel(_run.Best is null ? _run.Judged : _run.BestWeights, isLast: true);
        _run.Weights.Load(isOver && _run.Best is not null ? _run.BestWeights : _run.Judged);
        IReadOnlyList<BlockMovement> movements = _run.Start.Movements();
        _job.Observer.Observe(new TrainingFinished(Position, reason, _run.Best, _modelPath, movements, Clock));
        return new(reason, _run.Step, _run.Best, _modelPath, movements);
    }

    private bool HasJudgedModel => _modelPath is not null && (_run.Best is not null || (_validation is not null && _run.Stages.Stage > 1));

    /// <summary>
    /// A run that is cut short before a validation leaves the model it has; at a limit of steps it is validated, after a signal there may
    /// be no time for that. The state of the run stays as it is, so that it goes on like one that was not cut.
    /// </summary>
    private void LeaveModel(EndReason reason)
    {
        SaveModel(_run.Judged, isLast: true);
        if (_validation is null)
            return;
        if (reason == EndReason.StepLimit && Judge(_validation) is { } result)
            Tell(result, isBest: true);
        else
            Warn($"The model of step {_run.Step} was never validated.");
    }

    private void SaveBest() => SaveModel(_run.BestWeights);

    private void SaveModel(Tensor weights, bool isLast = false)
    {
        _modelIsBehind = !TrySave(weights, _plan.Output.Model, isLast);
        if (_modelIsBehind)
            return;
        _modelPath = _plan.Output.Model;
        _job.Observer.Observe(new ModelSaved(Position, _modelPath, _run.Stages.Stage));
    }

    /// <summary>
    /// Writes a model file. One that can't be written during the run is a warning, since room may be made before the next try; at the
    /// end it is an error.
    /// </summary>
    private bool TrySave(Tensor weights, string path, bool isLast = false)
    {
        _run.Weights.Load(weights);
        try
        {
            _job.SaveModel(path, Summary());
            return true;
        }
        catch (IlmlffException e) when (e.Kind == ErrorKind.Failed)
        {
            string text = $"{e.Message} "
                + (File.Exists(path) ? "The file is as it was before. " : "") + "Make room or write elsewhere (output: folder)";
            if (isLast)
                throw new IlmlffException(ErrorKind.Failed, $"{text}, then --resume: the state of step {_run.Step} is saved.", e);
            Warn($"{text}; it is tried again.");
            return false;
        }
        finally
        {
            _run.Weights.Load(_run.Weights.Values);
        }
    }

    /// <summary>
    /// A checkpoint that can't be written during the run is a warning, since room may be made before the next; at the end it is an error.
    /// </summary>
    private void SaveCheckpoint(bool isLast)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            (string path, long bytes) = _job.Checkpoints.Save(RunCheckpoint.Of(_run, _sampler, _identity), _run.Step);
            _savedStep = _run.Step;
            _job.Observer.Observe(new CheckpointSaved(Position, path, bytes, watch.Elapsed));
        }
        catch (IlmlffException e) when (!isLast)
        {
            Warn(e.Message);
        }
    }

    /// <summary>How the model that is being saved was trained, for its file.</summary>
    private string Summary()
    {
        string made = _run.Best is { } best
            ? string.Create(CultureInfo.InvariantCulture, $"best validation loss {best.Loss:g6} after {best.Step} steps (epoch {best.Epoch}, stage {best.Stage})")
            : string.Create(CultureInfo.InvariantCulture, $"{_run.Step} steps, not validated");
        return string.Create(CultureInfo.InvariantCulture, $"{_job.Train.Count} training and {_job.Valid.Count} validation frames; seed {_plan.Seeds.Weights}; {made}");
    }

    private void Warn(string message) => _job.Observer.Observe(new TrainingWarning(message));

    private RunDescription Description() => new()
    {
        Name = _plan.Name,
        Architecture = _job.Model.Info.Architecture,
        TrainedParameters = _run.Weights.Values.numel(),
        FrozenParameters = _job.Model.Parameters.Where(p => !p.IsTrainable).Sum(p => p.Tensor.numel()),
        TrainingFrames = _job.Train.Count,
        ValidationFrames = _job.Valid.Count,
        TotalSteps = TotalSteps,
        TotalEpochs = _plan.Length.Epochs,
        FirstStep = _run.Step,
        Device = _plan.Device.Device,
        Precision = _job.Model.DType == ScalarType.Float32 ? "float32" : "float64",
        Threads = get_num_threads(),
        Seed = _plan.Seeds.Weights,
        Folder = _plan.Output.Folder,
        Member = _job.Member,
        Members = _plan.Seeds.Members,
        LossTerms = _run.Stages.Loss.Terms,
    };
}
