using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Neighbors;

/// <summary>
/// What the atoms and the cell were when a list was built, and whether a pair could be missing from it by now.
/// </summary>
/// <remarks>
/// With h = h₀·F (F: deformation of the cell since the build) and u_i = r_i − r_i⁰·F (what atom i moved besides following the
/// cell), a pair vector then and now are related by v = v⁰·F + u_i − u_j, hence |v⁰| ≤ (|v| + 2 max|u|) ‖F⁻¹‖. All pairs with
/// |v| &lt; r_c are in a list of radius r_c + s as long as (r_c + 2 max|u|) ‖F⁻¹‖ ≤ r_c + s; ‖F⁻¹‖ ≤ 1 + ‖F⁻¹ − 1‖_Frobenius. So
/// a barostat's uniform scaling alone costs strain × r_c of the skin, however far an atom is from the origin. In ghost mode F =
/// 1, because ghosts come with the host's positions.
/// </remarks>
internal sealed class BuildState
{
    private double[] _positions = [];
    private int[] _species = [];
    private int _localCount, _ghostCount;
    private bool _valid, _ghostMode;
    private double _hostSkin;
    private Cell _cell;
    private Matrix3 _inverseRows;

    /// <summary>Makes the next check fail.</summary>
    public void Invalidate() => _valid = false;

    /// <summary>Remembers atoms and cell of a build.</summary>
    public void Remember(in AtomsView atoms, in Lattice lattice)
    {
        int total = atoms.LocalCount + atoms.GhostCount;
        if (_species.Length < total)
        {
            _positions = new double[3 * total + 3 * total / 2];
            _species = new int[total + total / 2];
        }

        atoms.Positions[..(3 * total)].CopyTo(_positions);
        atoms.Species[..total].CopyTo(_species);
        (_localCount, _ghostCount, _ghostMode, _hostSkin) = (atoms.LocalCount, atoms.GhostCount, atoms.GhostMode, atoms.HostSkin);
        (_cell, _inverseRows) = (atoms.Cell, lattice.Inverse);
        _valid = true;
    }

    /// <summary>Can the list built then still be used?</summary>
    /// <param name="atoms">Atoms and cell now.</param>
    /// <param name="lattice">Lattice now (periodic mode).</param>
    /// <param name="cutoff">r_c, Å.</param>
    /// <param name="skin">s, Å.</param>
    public bool StillHolds(in AtomsView atoms, in Lattice lattice, double cutoff, double skin)
    {
        int total = atoms.LocalCount + atoms.GhostCount;
        if (!_valid || atoms.LocalCount != _localCount || atoms.GhostCount != _ghostCount || atoms.GhostMode != _ghostMode
            || !atoms.Species[..total].SequenceEqual(_species.AsSpan(0, total)))
        {
            return false;
        }

        if (atoms.GhostMode)
            return !atoms.NeighborsChanged && atoms.HostSkin == _hostSkin && NobodyMoved(atoms, Matrix3.Identity, skin / 2);

        Cell c = atoms.Cell;
        if (c.PeriodicA != _cell.PeriodicA || c.PeriodicB != _cell.PeriodicB || c.PeriodicC != _cell.PeriodicC)
            return false;
        Matrix3 f = c == _cell ? Matrix3.Identity : _inverseRows * lattice.Rows;
        double stretch = 1 + f.Inverse().DistanceFromIdentity();
        return NobodyMoved(atoms, f, ((cutoff + skin) / stretch - cutoff) / 2);
    }

    /// <summary>True when |u_i| ≤ limit for all atoms; false also for positions that are not numbers.</summary>
    private bool NobodyMoved(in AtomsView atoms, in Matrix3 f, double limit)
    {
        if (!(limit >= 0))
            return false;
        ReadOnlySpan<int> species = atoms.Species[..(atoms.LocalCount + atoms.GhostCount)];
        ReadOnlySpan<double> r = atoms.Positions[..(3 * species.Length)];
        ReadOnlySpan<double> r0 = _positions.AsSpan(0, r.Length);
        double limit2 = limit * limit;
        int p = 0;
        for (int i = 0; i < species.Length; i++, p += 3)
        {
            double x = r0[p], y = r0[p + 1], z = r0[p + 2];
            double ux = r[p] - (x * f.Xx + y * f.Yx + z * f.Zx);
            double uy = r[p + 1] - (x * f.Xy + y * f.Yy + z * f.Zy);
            double uz = r[p + 2] - (x * f.Xz + y * f.Yz + z * f.Zz);
            if (!(ux * ux + uy * uy + uz * uz <= limit2) && species[i] >= 0)
                return false;
        }

        return true;
    }
}
