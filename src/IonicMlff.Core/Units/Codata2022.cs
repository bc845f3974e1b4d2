namespace IonicMlff.Core.Units;

/// <summary>
/// Fundamental constants in SI units. Source: CODATA recommended values 2022 (NIST SP 961, https://physics.nist.gov/constants).
/// The first four are exact by the definition of the SI (2019); the others are measured, digits in parentheses are uncertain.
/// </summary>
public static class Codata2022
{
    /// <summary>Elementary charge e, C (exact); also 1 eV in J.</summary>
    public const double ElementaryCharge = 1.602176634e-19;

    /// <summary>Avogadro constant N_A, 1/mol (exact).</summary>
    public const double Avogadro = 6.02214076e23;

    /// <summary>Boltzmann constant k_B, J/K (exact).</summary>
    public const double Boltzmann = 1.380649e-23;

    /// <summary>Planck constant h, J s (exact).</summary>
    public const double Planck = 6.62607015e-34;

    /// <summary>Bohr radius a_0, m: 5.291 772 105 44(82)e-11.</summary>
    public const double BohrRadius = 5.29177210544e-11;

    /// <summary>Hartree energy E_h, J: 4.359 744 722 2060(48)e-18.</summary>
    public const double Hartree = 4.3597447222060e-18;

    /// <summary>Unified atomic mass unit u, kg: 1.660 539 068 92(52)e-27.</summary>
    public const double AtomicMass = 1.66053906892e-27;

    /// <summary>Vacuum electric permittivity ε_0, F/m: 8.854 187 8188(14)e-12.</summary>
    public const double ElectricConstant = 8.8541878188e-12;
}
