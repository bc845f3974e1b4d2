using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>
/// A Monte-Carlo barostat of OpenMM puts every molecule back into the box. This counts the box vectors by which each was moved, so that
/// frames show where it went.
/// </summary>
internal sealed class ImageCount
{
    private readonly Molecules molecules;
    private readonly int[] firstAtoms;
    private readonly Vec3[] last; // fractional coordinates of the first atoms

    /// <summary>Begins at a context's present positions, with the counts of before.</summary>
    public ImageCount(Molecules molecules, int[] counts, Context context)
    {
        (this.molecules, Counts) = (molecules, (int[])counts.Clone());
        firstAtoms = [.. Enumerable.Range(0, molecules.OfAtom.Length).DistinctBy(i => molecules.OfAtom[i])];
        last = Fractions(context);
    }

    /// <summary>3 numbers for each molecule.</summary>
    public int[] Counts { get; }

    /// <summary>Looks at the positions; must be called before a molecule can diffuse through half a box.</summary>
    public void Follow(Context context)
    {
        Vec3[] now = Fractions(context);
        for (int m = 0; m < now.Length; m++)
        {
            Vec3 moved = now[m] - last[m];
            Counts[3 * m] -= Jump(moved.X);
            Counts[3 * m + 1] -= Jump(moved.Y);
            Counts[3 * m + 2] -= Jump(moved.Z);
            last[m] = now[m];
        }
    }

    /// <summary>Moves molecules to where they would be without that.</summary>
    public void Unwrap(Vec3[] positions, in Box box)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            int m = 3 * molecules.OfAtom[i];
            positions[i] += box.A * Counts[m] + box.B * Counts[m + 1] + box.C * Counts[m + 2];
        }
    }

    private static int Jump(double fraction) => double.IsFinite(fraction) ? (int)Math.Round(fraction) : 0;

    private Vec3[] Fractions(Context context)
    {
        using State moment = context.GetState(StateTypes.Positions);
        Box box = moment.Box;
        var fractions = new Vec3[firstAtoms.Length];
        for (int m = 0; m < fractions.Length; m++)
            fractions[m] = OpenMmBox.Fractions(moment.Positions[firstAtoms[m]], box);
        return fractions;
    }
}
