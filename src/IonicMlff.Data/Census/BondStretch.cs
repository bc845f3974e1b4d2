using IonicMlff.Core.Elements;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>
/// Bonds of frames (nearer than 1.3 times the sum of the covalent radii) with their stretch beyond the mean length of their kind.
/// Stretched bonds pull: forces along bonds and pressures must fall with the stretch, whatever the density.
/// </summary>
internal sealed class BondStretch
{
    private const double BondFactor = 1.3, OverlapFactor = 0.6;

    private readonly List<(int I, int J, double X, double Y, double Z, double Length)> bonds = [];

    private BondStretch(LabelledFrame frame) => Frame = frame;

    public LabelledFrame Frame { get; }

    /// <summary>Smallest distance in units of the sum of covalent radii.</summary>
    public double Closest { get; private set; } = double.PositiveInfinity;

    /// <summary>Two atoms nearer than 0.6 covalent bond lengths.</summary>
    public bool Overlaps => Closest < OverlapFactor;

    /// <summary>Distances below a cutoff, ascending; equal for frames that are shifted or wrapped copies.</summary>
    public double[] Shortest { get; private set; } = [];

    public static BondStretch[] Of(IEnumerable<LabelledFrame> frames) => [.. frames.AsParallel().AsOrdered().Select(f => Of(f, BondFactor))];

    /// <summary>Atoms connected by the bonds.</summary>
    public Molecules Molecules => field ??= new Molecules(Frame.Frame.AtomicNumbers, bonds);

    /// <summary>Atoms connected by bonds up to another limit, in units of the sum of covalent radii.</summary>
    public Molecules MoleculesWithin(double factor) => new(Frame.Frame.AtomicNumbers, Of(Frame, factor).bonds);

    /// <summary>Number of bonds.</summary>
    public int BondCount => bonds.Count;

    /// <summary>Correlation of the relative force along the bonds with their stretch; null without forces or with few bonds.</summary>
    public double? ForceCorrelation(IReadOnlyDictionary<(int, int), double> means)
    {
        if (Frame.Forces is not { } f || bonds.Count < 8 || !f.All(double.IsFinite))
            return null;
        double[] stretch = [.. bonds.Select(b => b.Length - means[Kind(b.I, b.J)])];
        double[] force = [.. bonds.Select(b => ((f[3 * b.J] - f[3 * b.I]) * b.X + (f[3 * b.J + 1] - f[3 * b.I + 1]) * b.Y + (f[3 * b.J + 2] - f[3 * b.I + 2]) * b.Z) / b.Length)];
        return Correlation(stretch, force);
    }

    /// <summary>Stretch of all bonds per volume, Å⁻²; null when the frame has no volume or no bonds.</summary>
    public double? PerVolume(IReadOnlyDictionary<(int, int), double> means) => Frame.Frame.Cell.Volume is > 0 and var volume && bonds.Count > 0
        ? bonds.Sum(b => b.Length * (b.Length - means[Kind(b.I, b.J)])) / volume : null;

    /// <summary>Mean length of each kind of bond.</summary>
    public static Dictionary<(int, int), double> Means(IEnumerable<BondStretch> frames) => frames
        .SelectMany(f => f.bonds.Select(b => (Kind: f.Kind(b.I, b.J), b.Length))).GroupBy(b => b.Kind).ToDictionary(g => g.Key, g => g.Average(b => b.Length));

    internal static double Correlation(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average();
        double xy = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum(), xx = x.Sum(a => (a - mx) * (a - mx)), yy = y.Sum(b => (b - my) * (b - my));
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private (int, int) Kind(int i, int j)
    {
        int a = Frame.Frame.AtomicNumbers[i], b = Frame.Frame.AtomicNumbers[j];
        return a < b ? (a, b) : (b, a);
    }

    private static BondStretch Of(LabelledFrame labelled, double bondFactor)
    {
        Frame frame = labelled.Frame;
        var result = new BondStretch(labelled);
        double[] radii = [.. frame.AtomicNumbers.Select(z => PeriodicTable.CovalentRadius(z) is var r && double.IsNaN(r) ? 1.5 : r)];
        double cutoff = Math.Max(2 * bondFactor * radii.DefaultIfEmpty(1).Max(), 3);
        var list = new NeighborList(cutoff, skin: 0);
        list.Update(new AtomsView { LocalCount = frame.Count, Positions = frame.Positions, Species = new int[frame.Count], Cell = frame.Cell });
        ReadOnlySpan<double> x = frame.Positions, shifts = list.ImageShifts;
        var distances = new List<double>();
        for (int i = 0; i < frame.Count; i++)
        {
            for (int e = list.RowStart[i]; e < list.RowStart[i + 1]; e++)
            {
                int j = list.Neighbor[e], s = 3 * list.Image[e];
                double dx = x[3 * j] + shifts[s] - x[3 * i], dy = x[3 * j + 1] + shifts[s + 1] - x[3 * i + 1], dz = x[3 * j + 2] + shifts[s + 2] - x[3 * i + 2];
                double r = Math.Sqrt(dx * dx + dy * dy + dz * dz), sum = radii[i] + radii[j];
                if (j < i || r >= cutoff)
                    continue;
                distances.Add(r);
                result.Closest = Math.Min(result.Closest, r / sum);
                if (r < bondFactor * sum && i != j && !IsMetal(frame.AtomicNumbers[i]) && !IsMetal(frame.AtomicNumbers[j]))
                    result.bonds.Add((i, j, dx, dy, dz, r));
            }
        }

        distances.Sort();
        result.Shortest = [.. distances.Take(400)];
        return result;
    }

    // Alkali and earth-alkali ions have no bonds in this sense.
    private static bool IsMetal(int z) => z is 3 or 4 or 11 or 12 or 19 or 20 or 37 or 38 or 55 or 56;
}
