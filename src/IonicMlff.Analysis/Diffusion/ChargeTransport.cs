using IonicMlff.Core.Topologies;
using IonicMlff.Core.Units;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Collective conductivity from the charge dipole M = Σ z u of the ions, and what independent ions would give.</summary>
/// <param name="Msd">⟨|M(t)−M(0)|²⟩, e²Å² per lag.</param>
/// <param name="Fit">Its line.</param>
/// <param name="Einstein">slope e²/(6⟨V⟩k_BT), S/m; nan when temperature or volume are not known.</param>
/// <param name="NernstEinstein">e²/(⟨V⟩k_BT) Σ N z² D, S/m.</param>
/// <param name="EinsteinError">Standard error from pieces of the run, S/m; nan when it is too short for three pieces.</param>
/// <param name="Apparent">Share of each kind in N z² D.</param>
/// <param name="Transference">Share of each kind in the collective conductivity, from ⟨ΔM_kind·ΔM⟩.</param>
public sealed record ChargeTransport(
    double[] Msd, LinearFit? Fit, double Einstein, double NernstEinstein, double EinsteinError,
    IReadOnlyList<(MoleculeKind Kind, double Share)> Apparent, IReadOnlyList<(MoleculeKind Kind, double Share)> Transference)
{
    /// <summary>σ_NE/σ: above 1 when ions of opposite charge move together.</summary>
    public double Haven => NernstEinstein / Einstein;

    /// <summary>e²/(V k_B T) in (S/m)/(Å²/ps), for V in Å³ and T in K.</summary>
    public static double PerDiffusion(double volume, double temperature) =>
        1e-8 * Codata2022.ElementaryCharge * Codata2022.ElementaryCharge / (volume * 1e-30 * Codata2022.Boltzmann * temperature);
}

/// <summary>Corrections for the size of the periodic cell.</summary>
public static class FiniteSize
{
    /// <summary>Of a cubic cell (Yeh and Hummer 2004).</summary>
    public const double CubicConstant = 2.837297;

    /// <summary>2.837297 k_BT/(6πηL), Å²/ps: what diffusion in the periodic cell lacks.</summary>
    /// <param name="temperature">K.</param>
    /// <param name="viscosity">mPa·s.</param>
    /// <param name="volume">Å³; L is its cube root.</param>
    public static double YehHummer(double temperature, double viscosity, double volume) =>
        1e8 * CubicConstant * Codata2022.Boltzmann * temperature / (6 * Math.PI * viscosity * 1e-3 * Math.Cbrt(volume) * 1e-10);
}
