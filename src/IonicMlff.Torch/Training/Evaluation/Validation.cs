using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Evaluation;

/// <summary>
/// Loss and errors over validation frames. The loss is the mean of those of the batches, weighted with their numbers of frames (upstream MACE
/// divides it by the batch size once more, which changes no decision).
/// </summary>
public sealed class Validation : IDisposable
{
    private readonly BatchMaker _frames;
    private readonly IReadOnlyList<string> _heads;
    private readonly List<(int Head, int[] Frames)> _batches = [];

    /// <summary>Cuts the frames into batches of one head each.</summary>
    /// <param name="frames">Validation frames.</param>
    /// <param name="batchSize">Frames of a batch.</param>
    /// <param name="heads">Names of the heads.</param>
    public Validation(BatchMaker frames, int batchSize, IReadOnlyList<string> heads)
    {
        (_frames, _heads) = (frames, heads);
        for (int h = 0; h < heads.Count; h++)
        {
            int[] members = [.. Enumerable.Range(0, frames.Count).Where(f => frames.Frames[f].Head == h)];
            _batches.AddRange(members.Chunk(Math.Max(1, batchSize)).Select(b => (h, b)));
        }
    }

    /// <summary>Evaluates the model as it is.</summary>
    /// <param name="model">Model.</param>
    /// <param name="loss">Loss of the stage.</param>
    /// <param name="learningRate">Rate that prefactors follow.</param>
    /// <param name="cancellation">Gives up between two batches.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public ValidationResult Evaluate(DifferentiableModel model, ILoss loss, double learningRate, CancellationToken cancellation = default)
    {
        var heads = new List<HeadErrors>();
        var all = new ErrorSums();
        var weights = new double[loss.Terms.Count];
        var parts = new double[loss.Terms.Count];
        int count = 0;
        for (int h = 0; h < _heads.Count; h++)
        {
            var sums = new ErrorSums();
            var headParts = new double[parts.Length];
            int headFrames = 0;
            foreach ((_, int[] frames) in _batches.Where(b => b.Head == h))
            {
                cancellation.ThrowIfCancellationRequested();
                double[] terms = Batch(model, loss, learningRate, frames, sums, weights);
                for (int t = 0; t < terms.Length; t++)
                    headParts[t] += frames.Length * terms[t];
                headFrames += frames.Length;
            }

            if (headFrames == 0)
                continue;
            heads.Add(new(_heads[h], headParts.Sum(p => p / headFrames), sums.Summary));
            all.Add(sums);
            count += headFrames;
            for (int t = 0; t < parts.Length; t++)
                parts[t] += headParts[t];
        }

        LossPart[] means = [.. loss.Terms.Select((name, t) => new LossPart(name, weights[t], parts[t] / count))];
        return new(new(means.Sum(p => p.Value), means), all.Summary, heads);
    }

    /// <inheritdoc />
    public void Dispose() => _frames.Dispose();

    private double[] Batch(DifferentiableModel model, ILoss loss, double learningRate, int[] frames, ErrorSums sums, double[] weights)
    {
        LabelledBatch batch = _frames.Make(frames);
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using Prediction prediction = model.Predict(batch.Frames, loss.Needs, createGraph: false);
            using var still = no_grad();
            sums.Add(batch.Frames, prediction, batch.Labels);
            IReadOnlyList<LossTerm> terms = loss.Evaluate(batch.Frames, prediction, batch.Labels, learningRate);
            for (int t = 0; t < terms.Count; t++)
                weights[t] = terms[t].Weight;
            return [.. terms.Select(t => t.Value.item<double>())];
        }
        finally
        {
            _frames.Release(batch);
        }
    }
}

/// <summary>What a validation gave.</summary>
/// <param name="Loss">Over all frames.</param>
/// <param name="Errors">Over all frames.</param>
/// <param name="Heads">For each head with frames.</param>
public sealed record ValidationResult(LossValue Loss, ErrorSummary Errors, IReadOnlyList<HeadErrors> Heads)
{
    /// <summary>The loss that decides: that of the last head, the one new data belong to.</summary>
    public double Deciding => Heads[^1].Loss;
}
