namespace Lammps.Sessions;

/// <summary>What can be asked of a LAMMPS, the same in this process and over a connection. a and b are the small numbers of a request.</summary>
internal enum Operation
{
    /// <summary>name: command-line words, one per line; payload: paths of LAMMPS's library and of the pair style, one per line.</summary>
    Open,

    /// <summary>payload: UTF-8 commands.</summary>
    Commands,

    /// <summary>name: path.</summary>
    File,

    /// <summary>→ int.</summary>
    Version,

    /// <summary>name: key → int.</summary>
    Setting,

    /// <summary>name: keyword → double.</summary>
    Thermo,

    /// <summary>→ double.</summary>
    AtomCount,

    /// <summary>→ 15 doubles: low, high, xy, yz, xz, periodic (3), and 3 unused.</summary>
    Box,

    /// <summary>name → int (LAMMPS's type number), then the bytes of the value; a: elements.</summary>
    Global,

    /// <summary>name → int, -1 when unknown.</summary>
    AtomType,

    /// <summary>name; a: bytes per element; b: elements per atom → local atoms.</summary>
    LocalAtoms,

    /// <summary>name; a: type (0 int, 1 double); b: elements per atom → by ID.</summary>
    Gather,

    /// <summary>As Gather; payload: IDs.</summary>
    GatherSubset,

    /// <summary>name; a, b as Gather; payload: data by ID.</summary>
    Scatter,

    /// <summary>name; a: style (0 global, 1 per atom); b: kind (0 scalar, 1 vector, 2 array) → rows, columns (int), doubles.</summary>
    Compute,

    /// <summary>As Compute.</summary>
    Fix,

    /// <summary>name → double.</summary>
    EqualVariable,

    /// <summary>name; payload: group → doubles of local atoms.</summary>
    AtomVariable,

    /// <summary>name; payload: text.</summary>
    SetVariable,

    /// <summary>name: category:name → int.</summary>
    HasId,

    /// <summary>name: category:name → int.</summary>
    HasStyle,

    /// <summary>name: ID of a fix external.</summary>
    ExternalFix,

    /// <summary>Stop the run after the current step; not answered.</summary>
    Cancel,

    /// <summary>End the worker.</summary>
    Close,

    /// <summary>Worker → owner: connected; a: rank.</summary>
    Hello,

    /// <summary>Worker → owner: done; payload: the answer.</summary>
    Done,

    /// <summary>Worker → owner: refused; a: <see cref="LammpsFailure"/>; payload: text.</summary>
    Refused,

    /// <summary>Worker → owner: forces are wanted; name: fix; payload: long step, IDs, positions.</summary>
    ForcesWanted,

    /// <summary>Owner → worker: a: 1 when the run must stop; payload: energy, 6 virial, forces.</summary>
    Forces,
}
