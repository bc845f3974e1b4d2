using System.Text;

namespace IonicMlff.Core.Trajectories.LammpsDump;

/// <summary>What a column of a dump means to the reader.</summary>
internal enum DumpColumn : byte
{
    Other,
    Id,
    Type,
    Element,
    Charge,
    Mass,
    Molecule,
    X,
    Y,
    Z,
    Ix,
    Iy,
    Iz,
    Vx,
    Vy,
    Vz,
}

/// <summary>The columns named behind <c>ITEM: ATOMS</c>.</summary>
internal sealed class DumpColumns
{
    private static readonly string[][] PositionNames = [["x", "y", "z"], ["xu", "yu", "zu"], ["xs", "ys", "zs"], ["xsu", "ysu", "zsu"]];

    private DumpColumns(string text, DumpColumn[] columns) => (Text, Columns) = (text, columns);

    /// <summary>The names, as in the file.</summary>
    public string Text { get; }

    /// <summary>What each column means.</summary>
    public DumpColumn[] Columns { get; }

    /// <summary>Positions are shares of the cell vectors.</summary>
    public bool IsScaled { get; private init; }

    /// <summary>Positions are unwrapped.</summary>
    public bool IsUnwrapped { get; private init; }

    /// <summary>Has image counts.</summary>
    public bool HasImages { get; private init; }

    /// <summary>Has velocities.</summary>
    public bool HasVelocities { get; private init; }

    /// <summary>Reads the names; the problem when something is missing.</summary>
    public static DumpColumns? Parse(ReadOnlySpan<byte> names, out string? problem)
    {
        string text = Encoding.ASCII.GetString(names).Trim();
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int kind = Array.FindIndex(PositionNames, p => p.All(words.Contains));
        problem = kind < 0 ? "no positions (x y z, xu yu zu, xs ys zs or xsu ysu zsu)"
            : !words.Contains("id") ? "no column id: LAMMPS changes the order of atoms from frame to frame, so that they can't be told apart"
            : null;
        if (problem is not null)
            return null;
        string[] xyz = PositionNames[kind];
        return new(text, Array.ConvertAll(words, w => Meaning(w, xyz)))
        {
            IsScaled = kind >= 2,
            IsUnwrapped = kind is 1 or 3,
            HasImages = kind is 0 or 2 && words.Contains("ix") && words.Contains("iy") && words.Contains("iz"),
            HasVelocities = words.Contains("vx") && words.Contains("vy") && words.Contains("vz"),
        };
    }

    /// <summary>Is there such a column?</summary>
    public bool Has(DumpColumn column) => Array.IndexOf(Columns, column) >= 0;

    private static DumpColumn Meaning(string word, string[] xyz) => word switch
    {
        "id" => DumpColumn.Id,
        "type" => DumpColumn.Type,
        "element" => DumpColumn.Element,
        "q" => DumpColumn.Charge,
        "mass" => DumpColumn.Mass,
        "mol" => DumpColumn.Molecule,
        "ix" => DumpColumn.Ix,
        "iy" => DumpColumn.Iy,
        "iz" => DumpColumn.Iz,
        "vx" => DumpColumn.Vx,
        "vy" => DumpColumn.Vy,
        "vz" => DumpColumn.Vz,
        _ => word == xyz[0] ? DumpColumn.X : word == xyz[1] ? DumpColumn.Y : word == xyz[2] ? DumpColumn.Z : DumpColumn.Other,
    };
}
