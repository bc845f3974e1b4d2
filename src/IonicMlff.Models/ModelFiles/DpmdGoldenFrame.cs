using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.ModelFiles;

/// <summary>
/// Fits a golden frame to a Deep Potential. With more neighbours than slots the energy would hang on which of several equally distant ones
/// are dropped, which evaluators may see differently; so the frame is stretched until all have a place.
/// </summary>
internal static class DpmdGoldenFrame
{
    private const double Stretch = 1.15;
    private const int MaxStretches = 20;

    /// <summary>The frame, stretched where need be, with parameters half a deviation beside their averages.</summary>
    public static GoldenFrame Fit(GoldenFrame frame, DpmdModel model)
    {
        for (int i = 0; i < MaxStretches && Overflows(frame, model.Environment); i++)
        {
            frame = frame with
            {
                Positions = [.. frame.Positions.Select(x => x * Stretch)],
                CellRows = frame.CellRows is { } rows ? [.. rows.Select(x => x * Stretch)] : null,
            };
        }

        double[] atom = Beside(model.AtomParameters);
        return frame with
        {
            FrameParameters = Beside(model.FrameParameters),
            AtomParameters = [.. frame.Species.SelectMany(_ => atom)],
        };
    }

    private static double[] Beside(ParameterStatistics parameters) =>
        [.. parameters.Average.Zip(parameters.InverseDeviation, (average, inverse) => inverse == 0 ? average : average + 0.5 / inverse)];

    private static bool Overflows(GoldenFrame frame, EnvironmentMatrix matrix)
    {
        var neighbors = new NeighborList(matrix.Cutoff, skin: 0);
        neighbors.Update(new AtomsView
        {
            LocalCount = frame.Species.Length,
            Positions = frame.Positions,
            Species = frame.Species,
            Cell = frame.CellRows is null ? Cell.None : Cell.FromRows(frame.CellRows, true, true, true),
        });
        ReadOnlySpan<int> start = neighbors.RowStart;
        var counts = new int[matrix.Sel.Length];
        for (int i = 0; i < frame.Species.Length; i++)
        {
            Array.Clear(counts);
            foreach (int j in neighbors.Neighbor[start[i]..start[i + 1]])
                counts[frame.Species[j]]++;
            if (counts.Sum() > matrix.Sel.Sum() || counts.Zip(matrix.Sel).Any(c => c.Second > 0 && c.First > c.Second))
                return true;
        }

        return false;
    }
}
