namespace IonicMlff.Core.Committees;

/// <summary>The numbers of one line of <c>model_devi.out</c>; eV/Å for forces, eV for virials per atom, or relative ones.</summary>
/// <param name="MaxVirial">Largest σ_ab of the nine components.</param>
/// <param name="MinVirial">Smallest.</param>
/// <param name="AverageVirial">√⟨σ_ab²⟩.</param>
/// <param name="MaxForce">Largest ε_i of the atoms.</param>
/// <param name="MinForce">Smallest.</param>
/// <param name="AverageForce">⟨ε_i⟩.</param>
public readonly record struct DeviationSummary(
    double MaxVirial, double MinVirial, double AverageVirial, double MaxForce, double MinForce, double AverageForce)
{
    /// <summary>From the deviations of the nine components of the virial and of the atoms; no atoms give zeros.</summary>
    public static DeviationSummary Of(ReadOnlySpan<double> virial, ReadOnlySpan<double> forces)
    {
        double squares = 0, sum = 0;
        (double maxV, double minV, double maxF, double minF) = (0, double.PositiveInfinity, 0, double.PositiveInfinity);
        foreach (double v in virial)
        {
            squares += v * v;
            (maxV, minV) = (Math.Max(maxV, v), Math.Min(minV, v));
        }

        foreach (double f in forces)
        {
            sum += f;
            (maxF, minF) = (Math.Max(maxF, f), Math.Min(minF, f));
        }

        return new DeviationSummary(
            maxV, minV, Math.Sqrt(squares / virial.Length), maxF, forces.IsEmpty ? 0 : minF, forces.IsEmpty ? 0 : sum / forces.Length);
    }
}
