using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Paths of one scheme: all molecules, the centre of mass of the system, the sum over each kind.</summary>
internal sealed class SchemePaths : IDisposable
{
    private readonly MoleculeSet _molecules;
    private readonly Unwrapper _unwrapper;
    private readonly PathStore _store;
    private readonly double[] _row, _share;
    private readonly int[] _kindOf;
    private double[][]? _drift;

    public SchemePaths(UnwrapScheme scheme, MoleculeSet molecules, long memoryLimit)
    {
        (Scheme, _molecules) = (scheme, molecules);
        int count = molecules.All.Count;
        _unwrapper = new Unwrapper(scheme, count);
        _row = new double[3 * (count + 1 + molecules.Kinds.Count)];
        _store = new PathStore(_row.Length, memoryLimit);
        _kindOf = [.. molecules.All.Select(m => m.Kind.Index)];
        double mass = molecules.All.Sum(m => m.Mass ?? m.Atoms.Length);
        _share = [.. molecules.All.Select(m => (m.Mass ?? m.Atoms.Length) / mass)];
    }

    /// <summary>How they were unwrapped.</summary>
    public UnwrapScheme Scheme { get; }

    /// <summary>Frames so far.</summary>
    public int Frames => _store.Frames;

    /// <summary>Unwrapped centres of the last frame, Å, 3 per molecule.</summary>
    public double[] Last => _unwrapper.Path;

    /// <summary>Unwrapped centres of the first frame, Å, 3 per molecule.</summary>
    public double[] First { get; private set; } = [];

    /// <summary>Takes the centres of the next frame.</summary>
    public void Add(double[] centers, in PeriodicImages images)
    {
        _unwrapper.Add(centers, images);
        double[] u = _unwrapper.Path;
        if (First.Length == 0)
            First = [.. u];
        int count = _molecules.All.Count;
        u.CopyTo(_row, 0);
        _row.AsSpan(3 * count).Clear();
        for (int m = 0; m < count; m++)
        {
            int kind = 3 * (count + 1 + _kindOf[m]);
            for (int d = 0; d < 3; d++)
            {
                _row[3 * count + d] += _share[m] * u[3 * m + d];
                _row[kind + d] += u[3 * m + d];
            }
        }

        _store.Add(_row);
    }

    /// <summary>A coordinate of a molecule's path, with or without the motion of the whole system.</summary>
    public void Molecule(int molecule, int coordinate, bool withoutDrift, double[] path)
    {
        _store.Read(3 * molecule + coordinate, path);
        if (withoutDrift)
            Subtract(path, coordinate, 1);
    }

    /// <summary>A coordinate of the sum over the molecules of a kind.</summary>
    public void Kind(int kind, int coordinate, bool withoutDrift, double[] path)
    {
        _store.Read(3 * (_molecules.All.Count + 1 + kind) + coordinate, path);
        if (withoutDrift)
            Subtract(path, coordinate, _molecules.All.Count(m => m.Kind.Index == kind));
    }

    /// <summary>The path of the system's centre of mass, per coordinate. Call once before several threads read.</summary>
    public double[][] Drift()
    {
        if (_drift is null)
        {
            _store.Complete();
            _drift = [new double[Frames], new double[Frames], new double[Frames]];
            for (int d = 0; d < 3; d++)
                _store.Read(3 * _molecules.All.Count + d, _drift[d]);
        }

        return _drift;
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private void Subtract(double[] path, int coordinate, int times)
    {
        double[] drift = _drift![coordinate];
        for (int t = 0; t < path.Length; t++)
            path[t] -= times * drift[t];
    }
}
