using IonicMlff.Core.Potentials;

namespace IonicMlff.Models.ModelFiles;

/// <summary>
/// A potential from our model file: every evaluator is compared with the golden frames before it is handed out.
/// </summary>
public sealed class GoldenCheckedPotential : IPotential
{
    private readonly IReadOnlyList<GoldenFrame> _frames;
    private readonly string _file;

    internal GoldenCheckedPotential(IPotential inner, IReadOnlyList<GoldenFrame> frames, string file)
    {
        Inner = inner;
        _frames = frames;
        _file = file;
    }

    /// <summary>The potential itself.</summary>
    public IPotential Inner { get; }

    /// <inheritdoc/>
    public PotentialInfo Info => Inner.Info;

    /// <inheritdoc/>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        IEvaluator evaluator = Inner.CreateEvaluator(options);
        try
        {
            GoldenFrames.Check(Inner, evaluator, options, _frames, _file);
            return evaluator;
        }
        catch
        {
            evaluator.Dispose();
            throw;
        }
    }
}
