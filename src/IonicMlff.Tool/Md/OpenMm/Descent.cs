using IonicMlff.Core.Units;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>
/// A minimisation (L-BFGS of OpenMM) in pieces, so that it can be interrupted. OpenMM looks at the root-mean-square force, a config at the
/// largest component; the one is tightened until the other is reached.
/// </summary>
internal static class Descent
{
    private const int PieceAtMost = 100;

    /// <summary>Goes downhill; <paramref name="forceUnit"/>: kJ/mol/nm in eV/Å.</summary>
    public static MdMinimum Run(Context context, MdStage stage, CancellationToken cancellation, double forceUnit)
    {
        double meanSquare = stage.ForceTolerance / forceUnit;
        (double energy, double largest) = Look(context);
        for (long left = stage.Steps; left > 0 && largest * forceUnit > stage.ForceTolerance;)
        {
            cancellation.ThrowIfCancellationRequested();
            int piece = (int)Math.Min(left, PieceAtMost);
            double before = energy, forceBefore = largest;
            context.MinimizeEnergy(meanSquare, piece);
            (energy, largest) = Look(context);
            if (!double.IsFinite(energy) || (energy == before && largest == forceBefore && meanSquare < 1e-6 * stage.ForceTolerance / forceUnit))
                break; // nothing more to gain in double precision
            meanSquare /= 2;
            left -= piece;
        }

        return new MdMinimum(energy * Unit.KilojoulePerMole, largest * forceUnit);
    }

    private static (double Energy, double LargestForce) Look(Context context)
    {
        using State state = context.GetState(StateTypes.Energy | StateTypes.Forces);
        double largest = 0;
        foreach (Vec3 f in state.Forces)
            largest = Math.Max(largest, Math.Max(Math.Abs(f.X), Math.Max(Math.Abs(f.Y), Math.Abs(f.Z))));
        return (state.PotentialEnergy, largest);
    }
}
