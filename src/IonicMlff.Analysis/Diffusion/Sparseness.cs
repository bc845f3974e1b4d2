using System.Globalization;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>
/// Are the frames close enough to unwrap? A displacement of more than half a cell is taken for one in the other direction. For each kind
/// of molecule the shares of the cell vectors in the displacements between frames (the common drift taken off) must have a standard
/// deviation below 1/6, so that half a cell is three of them away, and not more than one in a thousand may exceed 0.4. Of more than a thousand molecules a part is looked at.
/// </summary>
internal sealed class Sparseness(MoleculeSet molecules)
{
    private const int Enough = 1000; // molecules per frame
    private const double LargestDeviation = 1.0 / 6, Far = 0.4, MostFar = 1e-3;

    private readonly double[] _last = new double[3 * molecules.All.Count];
    private readonly double[] _squares = new double[molecules.Kinds.Count];
    private readonly long[] _count = new long[molecules.Kinds.Count], _far = new long[molecules.Kinds.Count];
    private bool _hasLast;

    /// <summary>Takes the wrapped centres of the next frame.</summary>
    public void Add(ReadOnlySpan<double> wrapped, in PeriodicImages images)
    {
        Lattice lattice = images.Lattice;
        Matrix3 inverse = lattice.Inverse;
        Span<bool> periodic = [lattice.PeriodicA, lattice.PeriodicB, lattice.PeriodicC];
        Span<double> s = stackalloc double[3];
        int step = 1 + molecules.All.Count / Enough;
        for (int m = 0; _hasLast && m < molecules.All.Count; m += step)
        {
            int k = 3 * m, kind = molecules.All[m].Kind.Index;
            double x = wrapped[k] - _last[k], y = wrapped[k + 1] - _last[k + 1], z = wrapped[k + 2] - _last[k + 2];
            images.Nearest(ref x, ref y, ref z);
            s[0] = x * inverse.Xx + y * inverse.Yx + z * inverse.Zx;
            s[1] = x * inverse.Xy + y * inverse.Yy + z * inverse.Zy;
            s[2] = x * inverse.Xz + y * inverse.Yz + z * inverse.Zz;
            for (int d = 0; d < 3; d++)
            {
                if (!periodic[d])
                    continue;
                _count[kind]++;
                _squares[kind] += s[d] * s[d];
                _far[kind] += Math.Abs(s[d]) > Far ? 1 : 0;
            }
        }

        wrapped.CopyTo(_last);
        _hasLast = true;
    }

    /// <summary>The refusal, or null.</summary>
    public TrajectoryFault? Verdict(string file)
    {
        foreach (MoleculeKind kind in molecules.Kinds)
        {
            long n = _count[kind.Index];
            double deviation = n == 0 ? 0 : Math.Sqrt(_squares[kind.Index] / n), far = n == 0 ? 0 : (double)_far[kind.Index] / n;
            if (deviation > LargestDeviation || far > MostFar)
            {
                return new(FaultKind.FramesTooSparse, file, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kind.Name} moves by {deviation:F3} of a cell edge between frames (standard deviation; {100 * far:F2} % of the displacements exceed {Far}): too far to tell through which side it left, so diffusion can't be had from these frames. Write frames more often, or give --unwrap images if the file has image counts."));
            }
        }

        return null;
    }
}
