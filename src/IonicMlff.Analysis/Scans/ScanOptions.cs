using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Analysis.Scans;

/// <summary>How a dihedral is scanned.</summary>
public sealed record ScanOptions
{
    /// <summary>First angle, degrees.</summary>
    public double From { get; init; } = -180;

    /// <summary>Last angle, degrees; 360° behind the first it is the same point and not computed twice.</summary>
    public double To { get; init; } = 180;

    /// <summary>Degrees between two points.</summary>
    public double Step { get; init; } = 10;

    /// <summary>The rest of the molecule is relaxed at every angle; otherwise only the atoms behind the bond are turned.</summary>
    public bool Relaxed { get; init; } = true;

    /// <summary>Steps of a minimisation at most.</summary>
    public int MaxSteps { get; init; } = 500;

    /// <summary>A minimisation ends when no component of a force is larger, eV/Å.</summary>
    public double ForceTolerance { get; init; } = 0.005;

    /// <summary>
    /// How often the points are gone through at most: the first time outwards from the angle of the start, then up and down from neighbour
    /// to neighbour, keeping what is lower, until nothing gets lower by <see cref="Settled"/>: what is found does not depend on the direction.
    /// </summary>
    public int Passes { get; init; } = 6;

    /// <summary>eV; passes that lower no point by more are the last.</summary>
    public const double Settled = 0.001;

    /// <summary>The start is minimised first, without a constraint.</summary>
    public bool MinimiseStart { get; init; }

    /// <summary>The points go round the whole circle.</summary>
    public bool IsCircle => Math.Abs(To - From - 360) < 1e-9;

    /// <summary>The angles, degrees.</summary>
    /// <exception cref="IlmlffException">The range is empty or no whole number of steps.</exception>
    public double[] Angles()
    {
        if (!(To > From) || To - From > 360 + 1e-9)
            throw IlmlffException.Usage(Text($"--range {From}:{To}: expected FROM:TO with TO above FROM, at most 360 degrees."));
        double steps = (To - From) / Step;
        int count = (int)Math.Round(steps);
        if (!(Step > 0) || count < 1 || Math.Abs(steps - count) > 1e-6)
            throw IlmlffException.Usage(Text($"--step {Step}: the range of {To - From} degrees is not a whole number of such steps."));
        return [.. Enumerable.Range(0, IsCircle ? count : count + 1).Select(k => From + k * (To - From) / count)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
