using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Deepmd;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Frame and atom parameters of a DeePMD model: those of the command line for all frames, else those of the frame (key fparam,
/// column aparam), else the model's default.
/// </summary>
internal sealed class ParameterSource(PotentialInfo info, EvaluatorOptions options)
{
    /// <summary>Frame key of frame parameters.</summary>
    public const string FrameKey = DeepmdSystem.FrameParameterKey;

    /// <summary>Column of atom parameters.</summary>
    public const string AtomKey = DeepmdSystem.AtomParameterKey;

    /// <summary>Frame parameters for an evaluator; empty when the options or the model have them.</summary>
    /// <exception cref="IlmlffException">The model needs some and there are none, or another number of them.</exception>
    public double[] OfFrame(Frame frame) => Find(
        frame, frame.Values, FrameKey, "frame parameters", info.FrameParameterCount, info.FrameParameterCount,
        options.FrameParameters is not null || info.HasDefaultFrameParameters, options.FrameParameters is not null,
        "with --fparam X ..., as the frame key fparam of an extended XYZ file, or as set.*/fparam.npy of a DeePMD folder");

    /// <summary>Atom parameters for an evaluator, row by row; empty when the options have them.</summary>
    /// <exception cref="IlmlffException">The model needs some and there are none, or another number of them.</exception>
    public double[] OfAtoms(Frame frame) => Find(
        frame, frame.Columns, AtomKey, "atom parameters", info.AtomParameterCount, (long)info.AtomParameterCount * frame.Count,
        options.AtomParameters is not null, options.AtomParameters is not null,
        "with --aparam X ... for all atoms alike, as the column aparam of an extended XYZ file, or as set.*/aparam.npy of a DeePMD folder");

    /// <summary>What a frame brings that the model does not take, in words; null when nothing.</summary>
    public string? Ignored(Frame frame) =>
        info.FrameParameterCount == 0 && frame.Values.ContainsKey(FrameKey) ? $"frame parameters ({FrameKey})"
        : info.AtomParameterCount == 0 && frame.Columns.ContainsKey(AtomKey) ? $"atom parameters ({AtomKey})"
        : null;

    private static double[] Find(
        Frame frame, OrderedDictionary<string, PropertyArray> from, string key, string what, int count, long numbers, bool elsewhere, bool overridden, string cure)
    {
        if (count == 0 || overridden)
        {
            return [];
        }

        if (!from.TryGetValue(key, out PropertyArray? found))
        {
            return elsewhere || numbers == 0 ? []
                : throw IlmlffException.BadData($"{frame.Origin}: the model needs {count} {what} ({key}), and there are none. Give them {cure}.");
        }

        double[]? values = found.AsReals();
        return values is not null && values.Length == numbers && values.All(double.IsFinite) ? values
            : throw IlmlffException.BadData($"{frame.Origin}: {key} is {(values is null ? "no numbers" : $"{values.Length} numbers")}; " +
                $"expected {numbers} finite numbers, as the model takes {count} {what}.");
    }
}
