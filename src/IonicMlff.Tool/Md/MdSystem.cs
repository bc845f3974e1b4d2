using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Tool.Md;

/// <summary>The atoms a run starts from.</summary>
internal sealed record MdSystem
{
    /// <summary>Atomic number of each atom.</summary>
    public required int[] AtomicNumbers { get; init; }

    /// <summary>Mass of each atom, g/mol; null: the elements' weights.</summary>
    public double[]? Masses { get; init; }

    /// <summary>Mass of an atom, g/mol.</summary>
    public double Mass(int atom) => Masses?[atom] ?? PeriodicTable.Weight(AtomicNumbers[atom]);

    /// <summary>Å, 3 per atom. The cell's first vector is along x, the second in the xy plane.</summary>
    public required double[] Positions { get; init; }

    /// <summary>Å/ps, 3 per atom; null: to be drawn for the first temperature.</summary>
    public double[]? Velocities { get; init; }

    public required Cell Cell { get; init; }

    /// <summary>Lower corner of the box, Å; the origin but for data files.</summary>
    public (double X, double Y, double Z) Corner { get; init; }

    /// <summary>The LAMMPS data file the atoms are from, with what else is in it; null: from another format.</summary>
    public string? DataFile { get; init; }

    /// <summary>atom_style of <see cref="DataFile"/>.</summary>
    public string AtomStyle { get; init; } = "atomic";

    /// <summary>Elements in the order of LAMMPS types.</summary>
    public required int[] TypeElements { get; init; }

    /// <summary>Reads the system of a config.</summary>
    /// <exception cref="IlmlffException">A format that is not read, or something wrong in the file.</exception>
    public static MdSystem Load(MdConfig config)
    {
        string file = config.System;
        MdSystem system = Path.GetExtension(file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file).ToLowerInvariant() switch
        {
            ".data" or ".lmp" or ".lammps" => FromData(LammpsDataFile.Read(file, config.Elements, "metal")),
            ".xyz" or ".extxyz" => FromFrame(ExtxyzReader.Read(file).Last()),
            ".pdb" => FromTopology(PdbFile.Read(file)),
            ".gro" => FromTopology(GroFile.Read(file)),
            string other => throw IlmlffException.BadData(
                $"{file}: '{other}' is none of the formats that a run can start from: LAMMPS data (.data, .lmp), extended XYZ (.xyz, .extxyz), PDB (.pdb), GROMACS (.gro)."),
        };
        if (system.DataFile is null && config.Elements.Count > 0)
            throw IlmlffException.BadData($"{config.File}: 'elements' is for LAMMPS data files; {Path.GetFileName(file)} names its elements itself.");
        if (system.AtomicNumbers.Length == 0)
            throw IlmlffException.BadData($"{file} has no atoms.");
        if (!system.Cell.IsFullyPeriodic && config.Stages.Any(s => s.IsDynamics && s.Ensemble == Ensemble.Npt))
            throw IlmlffException.BadData($"{file} is not periodic in all directions, so no pressure can be held; use ensemble nvt.");
        return system;
    }

    private static MdSystem FromData(LammpsDataFile file)
    {
        Topology t = file.Topology;
        return new MdSystem
        {
            AtomicNumbers = t.Elements!,
            Masses = t.Masses,
            Positions = Unwrapped(t.Positions!, file.Images, t.Cell),
            Velocities = t.Velocities,
            Cell = t.Cell,
            Corner = t.Corner,
            DataFile = t.Source,
            AtomStyle = file.AtomStyle,
            TypeElements = file.TypeElements,
        };
    }

    // Where atoms went: LAMMPS's frames show it, so the other engine's must.
    private static double[] Unwrapped(double[] positions, int[]? images, in Cell c)
    {
        for (int i = 0; i < images?.Length; i += 3)
        {
            positions[i] += images[i] * c.Ax + images[i + 1] * c.Bx + images[i + 2] * c.Cx;
            positions[i + 1] += images[i + 1] * c.By + images[i + 2] * c.Cy;
            positions[i + 2] += images[i + 2] * c.Cz;
        }

        return positions;
    }

    private static MdSystem FromTopology(Topology t) => FromAtoms(t.Elements!, t.Positions!, t.Velocities, t.Cell, t.Source);

    private static MdSystem FromFrame(Frame frame) =>
        FromAtoms(frame.AtomicNumbers, (double[])frame.Positions.Clone(), ReadVelocities(frame), frame.Cell, frame.Origin);

    private static MdSystem FromAtoms(int[] elements, double[] positions, double[]? velocities, Cell cell, string origin)
    {
        if (cell.IsPeriodic)
        {
            _ = Lattice.FromCell(cell); // refuses cells without volume
            if (cell.Determinant < 0)
                throw IlmlffException.BadData($"{origin}: the cell vectors are left-handed, which LAMMPS can't take; exchange two of them.");
            LammpsCell.Rotate(ref cell, positions, velocities);
        }

        return new MdSystem
        {
            AtomicNumbers = elements,
            Positions = positions,
            Velocities = velocities,
            Cell = cell,
            TypeElements = [.. elements.Distinct().Order()],
        };
    }

    // Columns named 'velocities' are in several units in the field; only one whose name tells the unit is read.
    private static double[]? ReadVelocities(Frame frame) =>
        frame.Columns.TryGetValue(MdTrajectory.VelocityColumn, out PropertyArray? column) && column.Width == 3 ? column.AsReals() : null;
}
