using System.Security.Cryptography;
using IonicMlff.Core.Errors;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Torch.Training.Starts;
using IonicMlff.Training.Checkpoints;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Ensembles;
using IonicMlff.Training.Progress;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>What the caller decides besides the plan.</summary>
public sealed record SessionOptions
{
    /// <summary>Go on from the newest checkpoint; from the start where there is none.</summary>
    public bool Resumes { get; init; }

    /// <summary>Start anew although there is a checkpoint.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Stop when so many steps have been made in all.</summary>
    public long? StepLimit { get; init; }

    /// <summary>File for the numbers of every step; null: none.</summary>
    public string? DumpPath { get; init; }

    /// <summary>How much is dumped.</summary>
    public DumpDetail DumpDetail { get; init; }
}

/// <summary>Carries a plan out: reads the frames, makes the start model, trains one model or an ensemble, one after the other.</summary>
/// <param name="plan">Plan.</param>
/// <param name="options">What the caller decides.</param>
/// <param name="observe">Makes the listeners of one model from its plan; they are disposed at its end where they can be.</param>
/// <param name="note">Takes sentences for the user.</param>
public sealed class TrainingSession(
    TrainingPlan plan, SessionOptions options, Func<TrainingPlan, ITrainingObserver> observe, Action<string> note)
{
    private const string CheckpointFolderName = "checkpoints";

    /// <summary>Is called with the frames before anything is computed: checks of the labels.</summary>
    public Action<TrainingFrames>? Inspect { get; init; }

    /// <summary>Is called when a model is done, with its frames.</summary>
    public Action<TrainingPlan, TrainingFrames, TrainingOutcome>? Finished { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="cancellation">Saves the state and ends.</param>
    /// <returns>The outcome of each model that was begun.</returns>
    /// <exception cref="IlmlffException">Data, model or plan do not fit, or training failed.</exception>
    public IReadOnlyList<TrainingOutcome> Go(CancellationToken cancellation)
    {
        foreach (string remark in plan.Remarks)
            note(remark);
        string folder = Directory.CreateDirectory(plan.Output.Folder).FullName;
        using FileStream held = Hold(folder);
        TrainingPlan[] members = [.. Enumerable.Range(1, Math.Max(1, plan.Seeds.Members)).Select(m => EnsembleMember.Of(plan, m))];
        RefuseToOverwrite(members);
        RemovePartialModels(members);
        var frames = TrainingFrames.Load(plan);
        Inspect?.Invoke(frames);
        UseThreads();
        var outcomes = new List<TrainingOutcome>();
        for (int m = 0; m < members.Length && !cancellation.IsCancellationRequested; m++)
            outcomes.Add(Train(members[m], m + 1, frames, cancellation));
        return outcomes;
    }

    private TrainingOutcome Train(TrainingPlan member, int number, TrainingFrames frames, CancellationToken cancellation)
    {
        var start = StartModel.Make(member, frames, note);
        using DifferentiableModel model = start.Model;
        string origin = member.FineTune is { Model: var file } ? $"fine-tuned from {Path.GetFileName(file)} (SHA-256 {Sha256(file)}); " : "";
        ITrainingObserver observer = observe(member);
        using var ends = observer as IDisposable;
        using FileStream? dumped = options.DumpPath is { } path ? Created(members: plan.Seeds.Members, path, number) : null;
        using StepDump? dump = dumped is null ? null : new StepDump(dumped, model, options.DumpDetail);
        using var run = new TrainingRun(new TrainingJob
        {
            Plan = member,
            Model = model,
            Train = start.Frames.Train,
            Valid = start.Frames.Valid,
            SaveModel = (file, summary) => TrainableModel.Write(model, file, Facts(member, start, origin + summary), member.Output.GoldenFrames),
            Checkpoints = Checkpoints(member),
            Resumes = options.Resumes,
            StepLimit = options.StepLimit,
            Observer = observer,
            Dump = dump,
            Member = number,
        });
        TrainingOutcome outcome = run.Go(cancellation);
        Finished?.Invoke(member, start.Frames, outcome);
        return outcome;
    }

    private void RefuseToOverwrite(TrainingPlan[] members)
    {
        foreach (TrainingPlan member in members)
        {
            CheckpointFolder checkpoints = Checkpoints(member);
            if (options.Overwrites)
                checkpoints.Clear();
            else if (!options.Resumes && checkpoints.All() is [var newest, ..])
                throw IlmlffException.Usage($"{newest.Path} is a checkpoint of step {newest.Step} of this run: --resume goes on from it, "
                    + "--overwrite starts anew.");
        }
    }

    /// <summary>What a kill in the middle of writing a model left behind.</summary>
    private static void RemovePartialModels(TrainingPlan[] members)
    {
        foreach (string model in members.Select(m => m.Output.Model).Where(m => Directory.Exists(Path.GetDirectoryName(m))))
        {
            foreach (string left in Directory.EnumerateFiles(Path.GetDirectoryName(model)!, Path.GetFileNameWithoutExtension(model) + "*.safetensors.*.partial"))
                File.Delete(left);
        }
    }

    private static CheckpointFolder Checkpoints(TrainingPlan member) =>
        new(Path.Combine(member.Output.Folder, CheckpointFolderName), member.Name, member.Output.KeptCheckpoints);

    private static ModelFacts Facts(TrainingPlan member, StartModel start, string summary) => new()
    {
        LevelOfTheory = Known(member.Metadata.LevelOfTheory),
        Dispersion = Known(member.Metadata.Dispersion),
        Licence = Known(member.Metadata.Licence),
        TrainingDataSha256 = start.Frames.Train.Hash,
        IsolatedAtomEnergiesOrigin = start.EnergyOrigin,
        Training = summary,
        Description = Known(string.Join(" ", new[] { member.Metadata.Description, member.Metadata.Provenance }.Where(t => t.Length > 0))),
    };

    private static string Sha256(string file)
    {
        using FileStream bytes = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static string? Known(string text) => text.Length > 0 ? text : null;

    private void UseThreads()
    {
        try
        {
            set_num_threads(plan.Device.ThreadCount);
        }
        catch (DllNotFoundException e)
        {
            throw new IlmlffException(ErrorKind.MissingProgram, $"Training needs libtorch, which can't be loaded: {e.Message}", e);
        }
    }

    // two runs in one folder would ruin each other's files
    private static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IlmlffException(ErrorKind.Failed, $"{folder} is in use by another run; wait for its end, or take another output folder.", e);
        }
    }

    private static FileStream Created(int members, string path, int number)
    {
        string file = members <= 1 ? path : Path.ChangeExtension(path, $"{number}{Path.GetExtension(path)}");
        try
        {
            return File.Create(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IlmlffException(ErrorKind.Failed, $"--dump can't write {file}: {e.Message}", e);
        }
    }
}
