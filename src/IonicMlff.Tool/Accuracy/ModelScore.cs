using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Sets;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>Errors of a trained model on the frames of its run, by the evaluator that will run it in simulations.</summary>
internal sealed class ModelScore
{
    // Training sets may be large and are already seen in the learning curves.
    private const int MostTrainingFrames = 1000;

    /// <summary>The errors.</summary>
    public ErrorTable Errors { get; } = new();

    /// <summary>Points of parity plots.</summary>
    public ParityPoints Points { get; } = new();

    /// <summary>The worst frames.</summary>
    public WorstFrames Worst { get; } = new();

    /// <summary>What was left out, in words.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Back end that was used.</summary>
    public string Backend { get; private set; } = "";

    /// <summary>Evaluates a model on the frames of a run.</summary>
    public static ModelScore Of(string model, TrainingFrames frames, IReadOnlyList<string> heads, EvaluatorOptions options, Terminal terminal)
    {
        var score = new ModelScore();
        LabelledFrame[] training = score.Thin(frames.Train);
        (string Set, LabelledFrame Frame)[] all =
        [
            .. training.Select(f => ("training", f)), .. frames.Valid.Select(f => ("validation", f)),
            .. frames.Test.SelectMany(t => t.Frames.Select(f => (t.Name is "" ? "test" : t.Name, f))),
        ];
        using var pool = new EvaluatorPool(new OpenedModels([model]), options);
        var species = new SpeciesMap(pool.Models);
        var parameters = new ParameterSource(pool.Info, pool.Options);
        using var progress = new Progress(terminal, "frames for the report", all.Length);
        for (int i = 0; i < all.Length; i++)
        {
            terminal.Interrupted.ThrowIfCancellationRequested();
            (string set, LabelledFrame labelled) = all[i];
            Frame frame = labelled.Frame;
            if (pool.Info.Heads.Count > 1)
            {
                frame.Values["head"] = PropertyArray.Of(heads[labelled.Head]);
            }

            IEvaluator evaluator = pool.For(frame);
            FrameResult result = FrameResult.Compute(evaluator, frame, species.Of(frame), parameters, new DeviationMeasure());
            score.Add(set, labelled, new FramePrediction(result.Energy, result.Forces, result.Stress, result.Virial));
            score.Backend = evaluator.Backend;
            progress.Report(i + 1);
        }

        return score;
    }

    private void Add(string set, LabelledFrame labelled, in FramePrediction predicted)
    {
        FrameReference reference = FrameReference.Of(labelled);
        Errors.Add(set, labelled.ConfigType, reference, predicted);
        if (!reference.IsEmpty)
        {
            Points.Add(set, labelled.ConfigType, reference, predicted);
            Worst.Add(labelled.Frame, set, reference, predicted);
        }
    }

    private LabelledFrame[] Thin(FrameSet training)
    {
        if (training.Count <= MostTrainingFrames)
        {
            return [.. training];
        }

        Remarks.Add($"Of the {training.Count} training frames {MostTrainingFrames}, evenly spaced in their order, were evaluated; validation and test frames all were.");
        return [.. Enumerable.Range(0, MostTrainingFrames).Select(i => training[(int)((long)i * training.Count / MostTrainingFrames)])];
    }
}
