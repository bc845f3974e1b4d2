using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>How paths through the periodic cell are put together.</summary>
public enum UnwrapScheme
{
    /// <summary>Toroidal-view preserving: the sum of minimum-image displacements (von Bülow, Bullerjahn, Hummer 2020); right in NPT.</summary>
    Tor,

    /// <summary>The image nearest to the last unwrapped place; exaggerates diffusion when the cell breathes.</summary>
    Heuristic,

    /// <summary>The image counts of the file, or its unwrapped positions.</summary>
    Images,
}

/// <summary>Unwrapped paths of points, frame by frame.</summary>
internal sealed class Unwrapper(UnwrapScheme scheme, int count)
{
    private readonly double[] _last = new double[3 * count]; // wrapped, of the frame before
    private bool _hasLast;

    /// <summary>Unwrapped positions of the latest frame, Å.</summary>
    public double[] Path { get; } = new double[3 * count];

    /// <summary>Largest share of a cell vector in a displacement seen, and the sum of squares of all, with their number.</summary>
    public void Add(ReadOnlySpan<double> wrapped, in PeriodicImages images)
    {
        for (int k = 0; k < Path.Length; k += 3)
        {
            if (!_hasLast || scheme == UnwrapScheme.Images)
            {
                wrapped.Slice(k, 3).CopyTo(Path.AsSpan(k));
                continue;
            }

            double[] from = scheme == UnwrapScheme.Tor ? _last : Path;
            double x = wrapped[k] - from[k], y = wrapped[k + 1] - from[k + 1], z = wrapped[k + 2] - from[k + 2];
            images.Nearest(ref x, ref y, ref z);

            // Both schemes add the shortest way from there: tor from the wrapped place, the heuristic from the unwrapped one.
            Path[k] += x;
            Path[k + 1] += y;
            Path[k + 2] += z;
        }

        wrapped.CopyTo(_last);
        _hasLast = true;
    }

    /// <summary>Centres of mass from image counts, or from positions that the file says are unwrapped; null when it says neither.</summary>
    public static double[]? ByImages(TrajectoryFrame frame, MoleculeSet molecules)
    {
        if (!frame.IsUnwrapped && frame.Images is null)
            return null;
        double[] r = frame.Positions;
        if (frame.Images is { } n)
        {
            Cell c = frame.Cell;
            r = (double[])r.Clone();
            for (int k = 0; k < r.Length; k += 3)
            {
                r[k] += n[k] * c.Ax + n[k + 1] * c.Bx + n[k + 2] * c.Cx;
                r[k + 1] += n[k] * c.Ay + n[k + 1] * c.By + n[k + 2] * c.Cy;
                r[k + 2] += n[k] * c.Az + n[k + 1] * c.Bz + n[k + 2] * c.Cz;
            }
        }

        var centers = new double[3 * molecules.All.Count];
        Runs.AnalysisFrame.CentersOf(molecules, r, centers);
        return centers;
    }
}
