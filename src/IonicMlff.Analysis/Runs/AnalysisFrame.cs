using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>
/// A frame with what several analyses need of it, each worked out once, when it is first asked for: whole molecules, centres of mass.
/// The object is used again for later frames: copy what you keep. Reading is safe from several threads.
/// </summary>
public sealed class AnalysisFrame
{
    private readonly MoleculeSet _molecules;
    private readonly object _gate = new();
    private double[] _whole = [], _centers = []; // made when first asked for
    private bool _isWhole, _hasCenters;

    /// <summary>Room for a frame of a system.</summary>
    public AnalysisFrame(MoleculeSet molecules)
    {
        _molecules = molecules;
        Data = new TrajectoryFrame(molecules.Topology.AtomCount);
    }

    /// <summary>The frame as it was read.</summary>
    public TrajectoryFrame Data { get; }

    /// <summary>Number among the frames that are used, from 0 (stride and first frame taken into account).</summary>
    public int Number { get; private set; }

    /// <summary>Positions as in the file, Å, 3 per atom.</summary>
    public double[] Positions => Data.Positions;

    /// <summary>Cell vectors and periodic directions.</summary>
    public Cell Cell => Data.Cell;

    /// <summary>Minimum images and wrapping in the cell of this frame.</summary>
    public PeriodicImages Images { get; private set; }

    /// <summary>
    /// Positions with molecules made whole, Å, 3 per atom: each bond of <see cref="Molecule.Walk"/> by its nearest image. The first
    /// atom of each molecule stays where the file has it.
    /// </summary>
    public double[] Whole
    {
        get
        {
            lock (_gate)
            {
                if (!_isWhole)
                    MakeWhole();
                _isWhole = true;
                return _whole;
            }
        }
    }

    /// <summary>Centres of mass of the whole molecules, Å, 3 per molecule; not wrapped.</summary>
    public double[] Centers
    {
        get
        {
            double[] whole = Whole;
            lock (_gate)
            {
                if (_centers.Length == 0)
                    _centers = new double[3 * _molecules.All.Count];
                if (!_hasCenters)
                    CentersOf(_molecules, whole, _centers);
                _hasCenters = true;
                return _centers;
            }
        }
    }

    /// <summary>Called by the run when <see cref="Data"/> has been filled anew.</summary>
    public void Filled(int number)
    {
        Number = number;
        (_isWhole, _hasCenters) = (false, false);
        Images = new PeriodicImages(Data.Cell);
    }

    /// <summary>Mass-weighted centres of molecules.</summary>
    public static void CentersOf(MoleculeSet molecules, double[] positions, double[] centers)
    {
        int[] atoms = molecules.AtomsInOrder, first = molecules.FirstInOrder;
        double[] weights = molecules.WeightsInOrder;
        for (int m = 0; m + 1 < first.Length; m++)
        {
            double x = 0, y = 0, z = 0;
            for (int k = first[m]; k < first[m + 1]; k++)
            {
                int a = 3 * atoms[k];
                x += weights[k] * positions[a];
                y += weights[k] * positions[a + 1];
                z += weights[k] * positions[a + 2];
            }

            (centers[3 * m], centers[3 * m + 1], centers[3 * m + 2]) = (x, y, z);
        }
    }

    private void MakeWhole()
    {
        double[] r = Data.Positions;
        if (_whole.Length == 0)
            _whole = new double[r.Length];
        r.CopyTo(_whole, 0);
        if (!Cell.IsPeriodic)
            return;
        PeriodicImages images = Images;
        foreach ((int parent, int child) in _molecules.WalkInOrder)
        {
            int p = 3 * parent, c = 3 * child;
            double x = r[c] - r[p], y = r[c + 1] - r[p + 1], z = r[c + 2] - r[p + 2];
            images.Nearest(ref x, ref y, ref z);
            _whole[c] = _whole[p] + x;
            _whole[c + 1] = _whole[p + 1] + y;
            _whole[c + 2] = _whole[p + 2] + z;
        }
    }
}
