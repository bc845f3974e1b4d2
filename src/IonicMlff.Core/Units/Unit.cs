namespace IonicMlff.Core.Units;

/// <summary>
/// Other units in those used inside the project (eV, Å, g/mol, e). <c>5.0 * Unit.Hartree</c> is 5 Hartree in eV;
/// <c>energy / Unit.KilojoulePerMole</c> is an energy in kJ/mol. One particle is meant where a unit is "per mole".
/// </summary>
public static class Unit
{
    /// <summary>E_h in eV: 27.211 386 245 981(30).</summary>
    public const double Hartree = Codata2022.Hartree / Codata2022.ElementaryCharge;

    /// <summary>E_h/2 in eV.</summary>
    public const double Rydberg = Hartree / 2;

    /// <summary>1 kJ/mol in eV; 1 eV = 96.485 332 12… kJ/mol.</summary>
    public const double KilojoulePerMole = 1000 / (Codata2022.Avogadro * Codata2022.ElementaryCharge);

    /// <summary>1 kcal/mol in eV, with the thermochemical calorie, 4.184 J; 1 eV = 23.060 547 83… kcal/mol.</summary>
    public const double KilocaloriePerMole = 4.184 * KilojoulePerMole;

    /// <summary>k_B in eV/K.</summary>
    public const double Boltzmann = Codata2022.Boltzmann / Codata2022.ElementaryCharge;

    /// <summary>a_0 in Å: 0.529 177 210 544(82).</summary>
    public const double Bohr = Codata2022.BohrRadius * 1e10;

    /// <summary>1 nm in Å.</summary>
    public const double Nanometre = 10;

    /// <summary>E_h/a_0 in eV/Å.</summary>
    public const double HartreePerBohr = Hartree / Bohr;

    /// <summary>1 GPa in eV/Å³; 1 eV/Å³ = 160.217 6634 GPa.</summary>
    public const double Gigapascal = 1e9 * 1e-30 / Codata2022.ElementaryCharge;

    /// <summary>1 bar = 1e5 Pa in eV/Å³.</summary>
    public const double Bar = 1e-4 * Gigapascal;

    /// <summary>1 atm = 101 325 Pa in eV/Å³.</summary>
    public const double Atmosphere = 101325e-9 * Gigapascal;

    /// <summary>1 g/cm³ in g/mol/Å³: density in g/cm³ = mass (g/mol) / volume (Å³) / this; 0.602 214 076.</summary>
    public const double GramPerCubicCentimetre = Codata2022.Avogadro * 1e-24;

    /// <summary>
    /// Kinetic energy: 1 g/mol (Å/ps)² in eV, 1.0364269…e-4. u is not exactly 1 g/mol since 2019; molar mass is meant here.
    /// </summary>
    public const double GramPerMoleSquareAngstromPerSquarePicosecond =
        1e-3 / Codata2022.Avogadro * 1e4 / Codata2022.ElementaryCharge;

    /// <summary>e²/(4πε_0) in eV Å: 14.399 645….</summary>
    public const double CoulombConstant = Codata2022.ElementaryCharge / (4 * Math.PI * Codata2022.ElectricConstant) * 1e10;
}
