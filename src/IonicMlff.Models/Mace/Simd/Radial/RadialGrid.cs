using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>
/// The knots shared by the tables of all layers and element pairs (an edge is located once): the fewest that keep the measured error of
/// the slopes below the tolerance.
/// </summary>
internal static class RadialGrid
{
    private const int Fewest = 128;
    private const int Most = 1024; // 16 channels, 10 paths, double: 1.3 MB

    /// <summary>Chooses the number of intervals and reports the error met.</summary>
    public static (QuinticSpline Spline, TableError Error) Choose(MaceModel model, RadialFunctions[] layers, double slopeTolerance)
    {
        int[] probes = ProbeElements(model);
        for (int intervals = Fewest; ; intervals *= 2)
        {
            var spline = new QuinticSpline(intervals, model.Cutoff);
            TableError error = default;
            foreach (RadialFunctions functions in layers)
            {
                foreach (int z in probes)
                    error = TableError.Max(error, new SplineFit(functions, spline, z, z).Measure());
            }

            if (error.Slope <= slopeTolerance || intervals == Most)
                return (spline, error);
        }
    }

    // Transforms stretch the distance by the covalent radii: the smallest and the largest atom are the extremes.
    private static int[] ProbeElements(MaceModel model)
    {
        if (model.Radial.Transform == TransformKind.None)
            return [0];

        int[] byRadius = [.. Enumerable.Range(0, model.AtomicNumbers.Length)
            .OrderBy(z => model.Radial.CovalentRadii[model.AtomicNumbers[z]])];
        return byRadius.Length == 1 ? [byRadius[0]] : [byRadius[0], byRadius[^1]];
    }
}
