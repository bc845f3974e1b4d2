using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd;

/// <summary>
/// Frame and atom parameters (fparam, aparam) as they follow the descriptor in the input of a fitting net: (x − average)·inverse
/// deviation. The atoms' own values go before those of the options, and those before the model's default.
/// </summary>
internal sealed class FittingParameters
{
    private readonly ParameterStatistics frame;
    private readonly ParameterStatistics atom;
    private readonly double[]? frameConstant;
    private readonly double[]? atomConstant;
    private readonly double[] frameNow;

    /// <summary>Checks the constants of the options against the model.</summary>
    /// <exception cref="IlmlffException">There are more or fewer numbers than the model takes, or one is not finite.</exception>
    public FittingParameters(DpmdModel model, EvaluatorOptions options)
    {
        (frame, atom) = (model.FrameParameters, model.AtomParameters);
        Check("frame", "fparam", options.FrameParameters, frame.Count);
        Check("atom", "aparam", options.AtomParameters, atom.Count);
        frameConstant = options.FrameParameters?.ToArray() ?? frame.Default;
        atomConstant = options.AtomParameters?.ToArray() ?? atom.Default;
        frameNow = new double[frame.Count];
    }

    /// <summary>Numbers per atom, frame and atom parameters together.</summary>
    public int Count => frame.Count + atom.Count;

    /// <summary>Takes the frame parameters of a call.</summary>
    /// <exception cref="IlmlffException">The model needs parameters and has got none, or another number of them.</exception>
    public void Update(in AtomsView atoms)
    {
        if (Count == 0 && atoms.FrameParameters.IsEmpty && atoms.AtomParameters.IsEmpty)
            return;

        Check("frame", "fparam", atoms.FrameParameters.Length, frame.Count, atoms.FrameParameters.IsEmpty ? frameConstant : []);
        Check("atom", "aparam", atoms.AtomParameters.Length, (long)atom.Count * atoms.LocalCount, atoms.AtomParameters.IsEmpty ? atomConstant : []);
        Normalise(frame, atoms.FrameParameters.IsEmpty ? frameConstant : atoms.FrameParameters, frameNow);
    }

    /// <summary>Normalised parameters of atom i, <see cref="Count"/> numbers.</summary>
    public void Of(in AtomsView atoms, int i, Span<double> into)
    {
        frameNow.CopyTo(into);
        if (atom.Count > 0)
        {
            Normalise(
                atom, atoms.AtomParameters.IsEmpty ? atomConstant : atoms.AtomParameters.Slice(i * atom.Count, atom.Count), into[frame.Count..]);
        }
    }

    // (x − average)·inverse deviation
    private static void Normalise(ParameterStatistics statistics, ReadOnlySpan<double> x, Span<double> into)
    {
        for (int k = 0; k < statistics.Count; k++)
            into[k] = (x[k] - statistics.Average[k]) * statistics.InverseDeviation[k];
    }

    private static void Check(string what, string name, IReadOnlyList<double>? given, int needed)
    {
        if (given is null)
            return;
        if (given.Count != needed)
            throw IlmlffException.Usage(needed == 0
                ? $"{name}: the model takes no {what} parameters; leave the option out."
                : $"{name}: {given.Count} {what} parameters are given, but the model takes {needed}.");
        if (given.FirstOrDefault(x => !double.IsFinite(x), 0) is not 0 and var bad)
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"{name}: {bad} is not a finite number."));
    }

    private static void Check(string what, string name, long given, long needed, double[]? whenNoneGiven)
    {
        if (given == needed || (given == 0 && whenNoneGiven is { Length: > 0 }))
            return;
        throw IlmlffException.BadData(needed == 0
            ? $"{name}: {given} {what} parameters are given, but the model takes none."
            : given > 0 ? $"{name}: {given} {what} parameters are given, but the model needs {needed} for these atoms."
            : $"The model needs {what} parameters ({name}, {needed} numbers), and none are given.");
    }
}
