using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Clusters;

/// <summary>Finds oxygens, nitrogens and centres of TFSI around lithium ions.</summary>
public sealed class LiSurroundings
{
    private readonly int[] _li, _nitrogen, _molecules;
    private readonly int[][] _oxygens;
    private readonly double _reach, _centerCutoff;

    /// <summary>The ions of a system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="what">The analysis that asks, for messages.</param>
    /// <param name="reach">Farthest oxygens kept, Å.</param>
    /// <param name="centerCutoff">Cutoff of centres, Å.</param>
    /// <exception cref="IlmlffException">There are no Li or no TFSI.</exception>
    public LiSurroundings(AnalysisSystem system, string what, double reach, double centerCutoff)
    {
        (_reach, _centerCutoff) = (reach, centerCutoff);
        int[] elements = system.Elements(what);
        IReadOnlyList<Molecule> tfsi = system.MoleculesOf("TFSI", what);
        _li = [.. system.MoleculesOf("Li", what).Select(m => m.Atoms[0])];
        _oxygens = [.. tfsi.Select(m => m.Atoms.Where(a => elements[a] == 8).ToArray())];
        _nitrogen = [.. tfsi.Select(m => m.Atoms.First(a => elements[a] == 7))];
        _molecules = [.. tfsi.Select(m => m.Index)];
        Ids = [.. _li.Select(a => system.Topology.Id(a))];
        OxygenCount = _oxygens.Sum(o => o.Length);
    }

    /// <summary>Number of lithium ions.</summary>
    public int LithiumCount => _li.Length;

    /// <summary>Number of TFSI ions.</summary>
    public int TfsiCount => _molecules.Length;

    /// <summary>Number of their oxygens.</summary>
    public int OxygenCount { get; }

    /// <summary>Ids of the lithium ions.</summary>
    public long[] Ids { get; }

    /// <summary>What is around them in a frame; distances of shortest images.</summary>
    public LiShell Measure(AnalysisFrame frame)
    {
        var oxygens = new List<OxygenContact>();
        var byNitrogen = new List<int>();
        var byCenter = new List<int>();
        double nitrogenMargin = double.PositiveInfinity, centerMargin = double.PositiveInfinity;
        double[] r = frame.Positions, centers = frame.Centers;
        for (int i = 0; i < _li.Length; i++)
        {
            for (int t = 0; t < _molecules.Length; t++)
            {
                foreach (int o in _oxygens[t])
                {
                    if (Distance(frame, r, o, r, _li[i]) is var d && d < _reach)
                        oxygens.Add(new(i, t, d));
                }

                double n = Distance(frame, r, _nitrogen[t], r, _li[i]), c = Distance(frame, centers, _molecules[t], r, _li[i]);
                nitrogenMargin = Math.Min(nitrogenMargin, Math.Abs(n - _centerCutoff));
                centerMargin = Math.Min(centerMargin, Math.Abs(c - _centerCutoff));
                if (n < _centerCutoff)
                    byNitrogen.Add(i * _molecules.Length + t);
                if (c < _centerCutoff)
                    byCenter.Add(i * _molecules.Length + t);
            }
        }

        return new([.. oxygens], [.. byNitrogen], [.. byCenter], nitrogenMargin, centerMargin, frame.Cell.IsFullyPeriodic ? frame.Cell.Volume : double.NaN);
    }

    /// <summary>How many pairs each lithium ion has.</summary>
    public int[] PerLithium(int[] pairs)
    {
        var counts = new int[_li.Length];
        foreach (int p in pairs)
            counts[p / _molecules.Length]++;
        return counts;
    }

    private static double Distance(AnalysisFrame frame, double[] p, int a, double[] q, int b)
    {
        double x = p[3 * a] - q[3 * b], y = p[3 * a + 1] - q[3 * b + 1], z = p[3 * a + 2] - q[3 * b + 2];
        frame.Images.Shortest(ref x, ref y, ref z);
        return Math.Sqrt(x * x + y * y + z * z);
    }
}
