using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Neighbors;

/// <summary>Finds the neighbours of one atom among binned candidates.</summary>
internal sealed class RowSearch
{
    /// <summary>Two atoms closer than this are one atom given twice, Å.</summary>
    public const double SamePlace = 1e-6;

    private readonly int[] _senders = new int[NeighborList.MaxNeighborsPerAtom];
    private readonly int[] _images = new int[NeighborList.MaxNeighborsPerAtom];
    private int _count;

    /// <summary>Senders found last.</summary>
    public ReadOnlySpan<int> Senders => _senders.AsSpan(0, _count);

    /// <summary>Image number of each sender found last.</summary>
    public ReadOnlySpan<int> Images => _images.AsSpan(0, _count);

    /// <summary>
    /// Neighbours of atom i at w: all candidates with |w − r| &lt; radius but i itself, in the order of the bins.
    /// </summary>
    public int Find(int i, ReadOnlySpan<double> w, long cellsAway, Bins bins, ImageTable images, double radius)
    {
        _count = 0;
        double x = w[0], y = w[1], z = w[2];

        // The margin keeps pairs at the very edge when a bin's geometric border and its membership differ by rounding.
        double reach = radius * (1 + 1e-9) + 1e-9, reach2 = reach * reach;
        int zEnd = bins.BinOf(2, z + reach);
        for (int bz = bins.BinOf(2, z - reach); bz <= zEnd; bz++)
        {
            double dz = bins.DistanceTo(2, bz, z);
            double left = reach2 - dz * dz;
            if (left < 0)
                continue;
            double halfY = Math.Sqrt(left);
            int yEnd = bins.BinOf(1, y + halfY);
            for (int by = bins.BinOf(1, y - halfY); by <= yEnd; by++)
            {
                double dy = bins.DistanceTo(1, by, y);
                double left2 = left - dy * dy;
                if (left2 < 0)
                    continue;
                double halfX = Math.Sqrt(left2);
                (int first, int last) = bins.Run(bins.BinOf(0, x - halfX), bins.BinOf(0, x + halfX), by, bz);
                ScanRun(i, x, y, z, cellsAway, bins.Sorted, first, last, images, reach2);
            }
        }

        return _count;
    }

    private void ScanRun(
        int i,
        double x,
        double y,
        double z,
        long cellsAway,
        CandidateAtoms from,
        int first,
        int last,
        ImageTable images,
        double radius2)
    {
        ref double xs = ref MemoryMarshal.GetArrayDataReference(from.X);
        ref double ys = ref MemoryMarshal.GetArrayDataReference(from.Y);
        ref double zs = ref MemoryMarshal.GetArrayDataReference(from.Z);
        Vector256<double> vx = Vector256.Create(x), vy = Vector256.Create(y), vz = Vector256.Create(z);
        Vector256<double> limit = Vector256.Create(radius2), same = Vector256.Create(SamePlace * SamePlace);
        for (int k = first; k < last; k += 4)
        {
            // d² of four candidates; lanes past the run are cut off below (the arrays are padded).
            Vector256<double> dx = Vector256.LoadUnsafe(ref Unsafe.Add(ref xs, k)) - vx;
            Vector256<double> dy = Vector256.LoadUnsafe(ref Unsafe.Add(ref ys, k)) - vy;
            Vector256<double> dz = Vector256.LoadUnsafe(ref Unsafe.Add(ref zs, k)) - vz;
            Vector256<double> d2 = dx * dx + dy * dy + dz * dz;
            uint near = Vector256.LessThan(d2, limit).ExtractMostSignificantBits();
            if (last - k < 4)
                near &= (1u << (last - k)) - 1;
            uint equal = near & Vector256.LessThan(d2, same).ExtractMostSignificantBits();
            if (equal != 0)
                near &= ~SelfBit(i, cellsAway, from, k, equal);
            for (; near != 0; near &= near - 1)
            {
                int c = k + BitOperations.TrailingZeroCount(near);
                long key = cellsAway + from.Image[c];
                Append(i, from.Atom[c], key == 0 ? 0 : images.NumberOf(key));
            }
        }
    }

    /// <summary>The lane that holds the atom itself; another atom at the same place is refused.</summary>
    private static uint SelfBit(int i, long cellsAway, CandidateAtoms from, int k, uint equal)
    {
        uint self = 0;
        for (; equal != 0; equal &= equal - 1)
        {
            int lane = BitOperations.TrailingZeroCount(equal);
            int j = from.Atom[k + lane];
            if (j == i && cellsAway + from.Image[k + lane] == 0)
            {
                self = 1u << lane;
                continue;
            }

            int c = k + lane;
            string place = string.Create(CultureInfo.InvariantCulture, $"({from.X[c]:G6} {from.Y[c]:G6} {from.Z[c]:G6})");
            throw IlmlffException.BadData(
                $"Atoms {Math.Min(i, j)} and {Math.Max(i, j)} (counted from 0) are at the same place {place} Å (modulo the "
                    + "cell). "
                + "Remove the duplicate, or move one of them.");
        }

        return self;
    }

    private void Append(int i, int atom, int image)
    {
        if (_count == NeighborList.MaxNeighborsPerAtom)
            throw CandidateSearch.TooManyNeighbors($"Atom {i} (counted from 0) has more than {NeighborList.MaxNeighborsPerAtom} "
                + "neighbours");
        _senders[_count] = atom;
        _images[_count++] = image;
    }
}
