using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.LammpsDump;

/// <summary>What stands before the atoms of a frame.</summary>
internal sealed class DumpHeader
{
    /// <summary>MD step.</summary>
    public long? Step { get; set; }

    /// <summary>Time, in the units of the run.</summary>
    public double? Time { get; set; }

    /// <summary>Atoms.</summary>
    public long? Atoms { get; set; }

    /// <summary>Cell.</summary>
    public Cell? Cell { get; set; }

    /// <summary>Lower corner.</summary>
    public (double X, double Y, double Z) Corner { get; set; }

    /// <summary>Takes the three lines behind BOX BOUNDS; the problem when they make no cell.</summary>
    public string? SetBox(string[] words, double[][] rows)
    {
        bool[] periodic = [.. words.Where(w => w.Length == 2 && w.All(c => "pfsm".Contains(c, StringComparison.Ordinal))).Select(w => w == "pp")];
        if (periodic.Length != 3)
            periodic = [true, true, true]; // files of old versions do not say
        bool isGeneral = words.Contains("abc"), isTilted = words.Contains("xy");
        int needed = isGeneral ? 4 : isTilted ? 3 : 2;
        if (rows.Any(r => r.Length < needed))
            return $"the bounds of the cell need {needed} numbers in each of three lines";
        if (isGeneral)
        {
            Cell = new Cell(
                rows[0][0], rows[0][1], rows[0][2], rows[1][0], rows[1][1], rows[1][2], rows[2][0], rows[2][1], rows[2][2], periodic[0], periodic[1], periodic[2]);
            Corner = (rows[0][3], rows[1][3], rows[2][3]);
        }
        else
        {
            // The bounds of a tilted cell are those of its bounding box.
            (double xy, double xz, double yz) = isTilted ? (rows[0][2], rows[1][2], rows[2][2]) : (0, 0, 0);
            double xlo = rows[0][0] - Math.Min(Math.Min(0, xy), Math.Min(xz, xy + xz)), xhi = rows[0][1] - Math.Max(Math.Max(0, xy), Math.Max(xz, xy + xz));
            double ylo = rows[1][0] - Math.Min(0, yz), yhi = rows[1][1] - Math.Max(0, yz), zlo = rows[2][0], zhi = rows[2][1];
            Cell = new Cell(xhi - xlo, 0, 0, xy, yhi - ylo, 0, xz, yz, zhi - zlo, periodic[0], periodic[1], periodic[2]);
            Corner = (xlo, ylo, zlo);
        }

        return null;
    }
}
