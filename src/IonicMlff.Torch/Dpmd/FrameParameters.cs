using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Deepmd;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Torch.Dpmd;

/// <summary>Frame and atom parameters of frames (key fparam, column aparam), normalised, as they follow the descriptor of each atom.</summary>
internal static class FrameParameters
{
    /// <summary>Finds those a model takes in a frame; row by row, frame parameters first.</summary>
    public static Func<Frame, double[]> Of(DpmdModel model)
    {
        var parameters = new FittingParameters(model, new EvaluatorOptions());
        return frame =>
        {
            var atoms = new AtomsView
            {
                LocalCount = frame.Count,
                Species = frame.AtomicNumbers,
                Positions = frame.Positions,
                Cell = frame.Cell,
                FrameParameters = model.FrameParameters.Count > 0 ? Numbers(frame, frame.Values, DeepmdSystem.FrameParameterKey) : [],
                AtomParameters = model.AtomParameters.Count > 0 ? Numbers(frame, frame.Columns, DeepmdSystem.AtomParameterKey) : [],
            };
            lock (parameters) // graphs are made on several threads
                return Rows(parameters, atoms, [.. Enumerable.Range(0, frame.Count)], frame.Count);
        };
    }

    /// <summary>Those of atoms of a call; ghosts, which have no energy, get zeros.</summary>
    /// <param name="parameters">Statistics and constants.</param>
    /// <param name="atoms">The call.</param>
    /// <param name="numbers">Number in the call of each atom that is wanted, local ones first.</param>
    /// <param name="localCount">How many of them are local.</param>
    /// <exception cref="IlmlffException">The model needs parameters and there are none, or another number of them.</exception>
    public static double[] Rows(FittingParameters parameters, in AtomsView atoms, int[] numbers, int localCount)
    {
        parameters.Update(atoms);
        int count = parameters.Count;
        if (count == 0)
            return [];
        var rows = new double[count * numbers.Length];
        for (int k = 0; k < localCount; k++)
            parameters.Of(atoms, numbers[k], rows.AsSpan(count * k, count));
        return rows;
    }

    private static double[] Numbers(Frame frame, OrderedDictionary<string, PropertyArray> from, string key)
    {
        if (!from.TryGetValue(key, out PropertyArray? found))
            return [];
        return found.AsReals() is { } values && values.All(double.IsFinite) ? values
            : throw IlmlffException.BadData($"{frame.Origin}: {key} has something that is not a finite number; give numbers only.");
    }
}
