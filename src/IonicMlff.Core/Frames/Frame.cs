using IonicMlff.Core.Elements;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Frames;

/// <summary>
/// One configuration: atoms, cell, and any number of named values per frame and per atom. What the program does not know is kept
/// and written back.
/// </summary>
public sealed class Frame
{
    /// <summary>A frame without further values.</summary>
    /// <param name="atomicNumbers">One per atom, 1 to 118.</param>
    /// <param name="positions">Å, 3 per atom.</param>
    /// <param name="cell">Cell and periodic directions.</param>
    /// <exception cref="ArgumentException">The two arrays do not fit together.</exception>
    public Frame(int[] atomicNumbers, double[] positions, Cell cell)
    {
        if (positions.Length != 3 * atomicNumbers.Length)
            throw new ArgumentException($"{atomicNumbers.Length} atoms, but {positions.Length} coordinates.", nameof(positions));
        AtomicNumbers = atomicNumbers;
        Positions = positions;
        Cell = cell;
    }

    /// <summary>Number of atoms.</summary>
    public int Count => AtomicNumbers.Length;

    /// <summary>Atomic number of each atom.</summary>
    public int[] AtomicNumbers { get; }

    /// <summary>Positions, Å, 3 per atom; not necessarily inside the cell.</summary>
    public double[] Positions { get; }

    /// <summary>Cell vectors and periodic directions.</summary>
    public Cell Cell { get; set; }

    /// <summary>Named values of the whole frame (energy, stress, config_type, …) in the order of the file.</summary>
    public OrderedDictionary<string, PropertyArray> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Named values of the atoms (forces, mol_id, …) in the order of the file; <see cref="Count"/> rows each.</summary>
    public OrderedDictionary<string, PropertyArray> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>Where it comes from, for messages: <c>train.extxyz, frame 3 (line 285)</c>.</summary>
    public string Origin { get; init; } = "frame";

    /// <summary>Mass of all atoms by standard atomic weights, g/mol.</summary>
    public double Mass => AtomicNumbers.Sum(PeriodicTable.Weight);
}
