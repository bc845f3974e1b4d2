using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Checkpoints;
using IonicMlff.Data.Sets;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>
/// What a checkpoint belongs to. Another model, other frames or other batches make it useless and are refused; another loss, learning
/// rate or optimiser may be meant (a run that goes on differently) and is said.
/// </summary>
internal sealed class RunIdentity
{
    private const string Prefix = "identity_";

    private readonly SortedDictionary<string, string> _fixed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _free = new(StringComparer.Ordinal);

    public RunIdentity(TrainingJob job)
    {
        _fixed["parameters"] = string.Join(
            '\n', job.Model.Parameters.Select(p => $"{p.Name} [{string.Join(',', p.Tensor.shape)}]{(p.IsTrainable ? "" : " frozen")}"));
        _fixed["training frames"] = Text(job.Train);
        _fixed["batches"] = Text(job.Plan.Batch) + job.Plan.Seeds.Shuffle.ToString(CultureInfo.InvariantCulture);
        _fixed["optimiser"] = $"amsgrad {job.Plan.Optimiser.AmsGrad}, ema {job.Plan.Optimiser.EmaDecay is not null}";
        _free["validation frames"] = Text(job.Valid);
        _free["loss"] = Text(job.Plan.Loss);
        _free["learning rate"] = Text(job.Plan.Schedule);
        _free["second stage"] = Text(job.Plan.StageTwo);
        _free["optimiser settings"] = Text(job.Plan.Optimiser);
    }

    public void Write(CheckpointContent content)
    {
        foreach ((string aspect, string text) in _fixed.Concat(_free))
            content.Texts.Add(Prefix + aspect, Digest(text));
    }

    public void Check(CheckpointContent content, Action<string> warn)
    {
        string[] refused = [.. _fixed.Where(a => content.Text(Prefix + a.Key) != Digest(a.Value)).Select(a => a.Key)];
        if (refused.Length > 0)
            throw IlmlffException.BadData($"{content.Origin} belongs to another run: {string.Join(" and ", refused)} differ from those of "
                + "this configuration. Give back the configuration and the data of that run, or start anew with --overwrite.");
        string[] said = [.. _free.Where(a => content.Text(Prefix + a.Key) != Digest(a.Value)).Select(a => a.Key)];
        if (said.Length > 0)
            warn($"Since the checkpoint the configuration has changed: {string.Join(", ", said)}. The run goes on with the new one and "
                + "will differ from one that was not interrupted.");
    }

    /// <summary>Frames in their order, with labels and weights.</summary>
    private static string Text(IReadOnlyList<LabelledFrame> frames) => string.Join(
        '\n', frames.Select(f => string.Create(CultureInfo.InvariantCulture, $"{FrameHash.OfContent(f)} {f.Weights} {f.Head} {f.System}")));

    private static string Text(object? plan) => plan is null ? "none" : plan.GetType().Name + JsonSerializer.Serialize(plan, plan.GetType());

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
