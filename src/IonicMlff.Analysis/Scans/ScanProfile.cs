namespace IonicMlff.Analysis.Scans;

/// <summary>A point of a profile.</summary>
/// <param name="Angle">Of the dihedral, degrees, as asked for.</param>
/// <param name="Energy">eV.</param>
/// <param name="Torque">∂E/∂φ, eV/rad: along the relaxed path the slope of the profile.</param>
/// <param name="LargestForce">Largest component of the forces but for that along ∂φ/∂r, eV/Å.</param>
/// <param name="Converged">That force is below the tolerance (relaxed scans).</param>
/// <param name="Steps">Steps of the minimisation that gave the point.</param>
/// <param name="Positions">Å, 3 per atom.</param>
/// <param name="Contact">Two atoms that are not bonded and have come as close as a bond, in words; null: none.</param>
public sealed record ScanPoint(double Angle, double Energy, double Torque, double LargestForce, bool Converged, int Steps, double[] Positions, string? Contact);

/// <summary>Energies along a dihedral.</summary>
/// <param name="Label">Of the model, for people.</param>
/// <param name="Relaxed">Relaxed or rigid.</param>
/// <param name="Angles">All angles asked for, degrees.</param>
/// <param name="Points">As many; null where there is none.</param>
public sealed record ScanProfile(string Label, bool Relaxed, double[] Angles, ScanPoint?[] Points)
{
    /// <summary>Why the scan ended early, in words; null: it is whole.</summary>
    public string? Failure { get; init; }

    /// <summary>The user ended it.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Back end that evaluated.</summary>
    public string Backend { get; init; } = "";

    /// <summary>Calls of the model.</summary>
    public int Evaluations { get; init; }

    /// <summary>What the last pass lowered a point by at most, eV: a sign of other conformers; nan with one pass.</summary>
    public double LastLowering { get; init; } = double.NaN;

    /// <summary>Angles go round the whole circle.</summary>
    public bool IsCircle { get; init; }

    /// <summary>Lowest energy, eV; nan without points.</summary>
    public double Lowest => Points.OfType<ScanPoint>().Select(p => p.Energy).DefaultIfEmpty(double.NaN).Min();

    /// <summary>Energies above the lowest, eV; nan where there is no point.</summary>
    public double[] Relative => [.. Points.Select(p => p is null ? double.NaN : p.Energy - Lowest)];

    /// <summary>
    /// Minima (<paramref name="sign"/> 1) or maxima (−1) with both neighbours above (below), as angle (degrees) and energy above the lowest
    /// (eV), each from the parabola through the three points.
    /// </summary>
    public IReadOnlyList<(double Angle, double Energy)> Extrema(int sign)
    {
        double[] e = Relative;
        int n = e.Length;
        var found = new List<(double, double)>();
        for (int k = 0; k < n; k++)
        {
            if (!IsCircle && (k == 0 || k == n - 1))
                continue;
            double low = sign * e[(k + n - 1) % n], here = sign * e[k], high = sign * e[(k + 1) % n];
            if (!(here < low && here <= high))
                continue;
            double curvature = low - 2 * here + high, shift = 0.5 * (low - high) / curvature, step = Angles[1] - Angles[0];
            found.Add((Angles[k] + shift * step, sign * (here - 0.25 * (low - high) * shift)));
        }

        return found;
    }
}
