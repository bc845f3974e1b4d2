using System.Globalization;
using IonicMlff.Core.Geometry;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>
/// Boxes that are thin for the cutoff. Models count all images, so that small boxes are no error; but where atoms see themselves, or a few
/// boxes among wide ones are thinner than two cutoffs, that is seldom meant.
/// </summary>
internal static class BoxChecks
{
    private const double Clearly = 0.95; // strained copies of one box are not meant

    public static IEnumerable<Finding> Find(LabelledFrame[] all, CensusRequest request)
    {
        if (request.Cutoff is not { } cutoff)
            yield break;
        (LabelledFrame Frame, double Width)[] boxes = [.. all.Where(f => f.Frame.Cell.IsFullyPeriodic).Select(f => (f, Thinnest(f.Frame.Cell)))];
        (LabelledFrame Frame, double Width)[] thin = [.. boxes.Where(b => b.Width < Clearly * 2 * cutoff)];
        if (thin.Length == boxes.Length)
            thin = [.. boxes.Where(b => b.Width < cutoff)];
        if (thin.Length > 0)
        {
            yield return Finding.About("box-too-small", false, string.Create(CultureInfo.InvariantCulture, $"{thin.Length} of {boxes.Length} frames have boxes as thin as {thin.Min(t => t.Width):0.00} Å with a cutoff of {cutoff:0.##} Å: ")
                + (thin.Min(t => t.Width) < cutoff ? "atoms see their own images." : "atoms see a neighbour twice."), thin.Select(t => t.Frame));
        }
    }

    /// <summary>Smallest distance of opposite faces, Å.</summary>
    private static double Thinnest(in Cell c) => c.Volume / Math.Max(
        Area(c.Ax, c.Ay, c.Az, c.Bx, c.By, c.Bz), Math.Max(Area(c.Bx, c.By, c.Bz, c.Cx, c.Cy, c.Cz), Area(c.Cx, c.Cy, c.Cz, c.Ax, c.Ay, c.Az)));

    private static double Area(double ax, double ay, double az, double bx, double by, double bz) =>
        Math.Sqrt(Math.Pow(ay * bz - az * by, 2) + Math.Pow(az * bx - ax * bz, 2) + Math.Pow(ax * by - ay * bx, 2));
}
