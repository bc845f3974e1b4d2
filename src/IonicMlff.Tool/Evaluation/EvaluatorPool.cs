using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Evaluators of one model or committee, one for each head, total charge and total spin that the frames ask for (frame keys
/// <c>head</c>, <c>total_charge</c>, <c>total_spin</c>), unless the command line gave one for all.
/// </summary>
internal sealed class EvaluatorPool(OpenedModels models, EvaluatorOptions options) : IDisposable
{
    private readonly Dictionary<(string? Head, double? Charge, double? Spin), IEvaluator> evaluators = [];

    /// <summary>The models.</summary>
    public OpenedModels Models => models;

    /// <summary>What they declare.</summary>
    public PotentialInfo Info => models.Info;

    /// <summary>What the command line says for all frames.</summary>
    public EvaluatorOptions Options => options;

    /// <summary>The evaluator that a frame needs.</summary>
    /// <exception cref="IlmlffException">A head, charge or spin that the model does not have.</exception>
    public IEvaluator For(Frame frame)
    {
        var key = (HeadOf(frame), options.TotalCharge ?? Input(frame, "total_charge"), options.TotalSpin ?? Input(frame, "total_spin"));
        if (!evaluators.TryGetValue(key, out IEvaluator? evaluator))
        {
            EvaluatorOptions own = options with { Head = key.Item1, TotalCharge = key.Item2, TotalSpin = key.Item3 };
            try
            {
                evaluator = models.Create(own);
            }
            catch (IlmlffException e) when (own != options)
            {
                throw IlmlffException.BadData($"{frame.Origin}: {e.Message}", e);
            }

            evaluators.Add(key, evaluator);
        }

        return evaluator;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IEvaluator evaluator in evaluators.Values)
        {
            evaluator.Dispose();
        }
    }

    // A frame's head matters to a multi-head model only: data sets name heads that a model with one head never heard of.
    private string? HeadOf(Frame frame) =>
        options.Head ?? (Info.Heads.Count > 1 && frame.Values.TryGetValue("head", out PropertyArray? head) ? head.AsText() : null);

    private double? Input(Frame frame, string name)
    {
        if (!Info.FrameInputs.Contains(name) || !frame.Values.TryGetValue(name, out PropertyArray? value))
        {
            return null;
        }

        return value.AsReal() is double number && double.IsFinite(number) ? number
            : throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
                $"{frame.Origin}: {name} is '{value.AsText()}'; expected one number."));
    }
}
