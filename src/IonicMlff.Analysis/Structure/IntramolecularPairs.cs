using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Sites;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Analysis.Structure;

/// <summary>The pairs of two selections that belong to one molecule; few, so that their distances are counted one by one.</summary>
internal sealed class IntramolecularPairs
{
    private readonly SitePair _pair;
    private readonly (int A, int B)[] _pairs;

    public IntramolecularPairs(SitePair pair, int molecules)
    {
        _pair = pair;
        var inMolecule = new List<int>[molecules];
        for (int k = 0; k < pair.B.Count; k++)
            (inMolecule[pair.B.Molecules[k]] ??= []).Add(k);
        bool sameList = pair.A.Overlap(pair.B) > 0;
        _pairs = [.. Enumerable.Range(0, pair.A.Count).SelectMany(i => (inMolecule[pair.A.Molecules[i]] ?? [])
            .Where(j => !(sameList && pair.A.Items[i] == pair.B.Items[j])).Select(j => (pair.A.Items[i], pair.B.Items[j])))];
    }

    /// <summary>Number of ordered pairs.</summary>
    public int Count => _pairs.Length;

    /// <summary>Adds the counts of a frame, in the same bins as <see cref="PairCounter"/>.</summary>
    public void Add(AnalysisFrame frame, double radius, long[] counts)
    {
        double[] a = _pair.A.Source(frame), b = _pair.B.Source(frame);
        PeriodicImages images = frame.Images;
        double perWidth = counts.Length / radius;
        foreach ((int i, int j) in _pairs)
        {
            double x = b[3 * j] - a[3 * i], y = b[3 * j + 1] - a[3 * i + 1], z = b[3 * j + 2] - a[3 * i + 2];
            images.Shortest(ref x, ref y, ref z);
            double r2 = x * x + y * y + z * z;
            if (r2 < radius * radius)
                counts[Math.Min((int)(Math.Sqrt(r2) * perWidth), counts.Length - 1)]++;
        }
    }
}
