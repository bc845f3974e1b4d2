namespace Lammps;

/// <summary>Computes forces that LAMMPS adds in every step (<c>fix external pf/callback</c>).</summary>
/// <param name="step">Atoms of this step; forces, energy and virial are written into it.</param>
public delegate void ExternalForce(ref ExternalForceStep step);

/// <summary>One step of <c>fix external</c>. Arrays are valid during the call only; units are those of the LAMMPS input.</summary>
public ref struct ExternalForceStep
{
    internal ExternalForceStep(long step, ReadOnlySpan<int> ids, ReadOnlySpan<double> positions, Span<double> forces, Span<double> virial)
    {
        Step = step;
        Ids = ids;
        Positions = positions;
        Forces = forces;
        Virial = virial;
    }

    /// <summary>Time step.</summary>
    public long Step { get; }

    /// <summary>Atom IDs; the order of atoms is LAMMPS's and changes during a run. All ranks of a child process together.</summary>
    public ReadOnlySpan<int> Ids { get; }

    /// <summary>Positions, 3 per atom, in the order of <see cref="Ids"/>, wrapped into the box.</summary>
    public ReadOnlySpan<double> Positions { get; }

    /// <summary>Forces to add, 3 per atom; 0 at the beginning.</summary>
    public Span<double> Forces { get; }

    /// <summary>Energy to add to the potential energy (<c>fix_modify ID energy no</c> leaves it out).</summary>
    public double Energy { get; set; }

    /// <summary>Virial to add: xx, yy, zz, xy, xz, yz (<c>fix_modify ID virial no</c> leaves it out); 0 at the beginning.</summary>
    public Span<double> Virial { get; }
}
