using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Units;

/// <summary>The units of a host program, as factors: a value in the host's unit times the factor is in eV, Å, eV/Å³.</summary>
public sealed record UnitSystem
{
    private static readonly UnitSystem[] All =
    [
        new() { Name = "metal", Energy = 1, Length = 1, Pressure = Unit.Bar },
        new() { Name = "real", Energy = Unit.KilocaloriePerMole, Length = 1, Pressure = Unit.Atmosphere },
        new() { Name = "openmm", Energy = Unit.KilojoulePerMole, Length = Unit.Nanometre, Pressure = Unit.Bar },
        new()
        {
            Name = "atomic",
            Energy = Unit.Hartree,
            Length = Unit.Bohr,
            Pressure = Unit.HartreePerBohr / (Unit.Bohr * Unit.Bohr),
        },
    ];

    private UnitSystem()
    {
    }

    /// <summary>Name: <c>metal</c>, <c>real</c> (LAMMPS), <c>openmm</c>, <c>atomic</c> (Hartree, Bohr).</summary>
    public required string Name { get; init; }

    /// <summary>Unit of energy in eV.</summary>
    public required double Energy { get; init; }

    /// <summary>Unit of length in Å.</summary>
    public required double Length { get; init; }

    /// <summary>Unit of pressure in eV/Å³.</summary>
    public required double Pressure { get; init; }

    /// <summary>Unit of force in eV/Å.</summary>
    public double Force => Energy / Length;

    /// <summary>LAMMPS <c>units metal</c>: eV, Å, bar.</summary>
    public static UnitSystem Metal => All[0];

    /// <summary>LAMMPS <c>units real</c>: kcal/mol, Å, atm.</summary>
    public static UnitSystem Real => All[1];

    /// <summary>OpenMM: kJ/mol, nm, bar.</summary>
    public static UnitSystem OpenMm => All[2];

    /// <summary>Hartree, Bohr, Hartree/Bohr³.</summary>
    public static UnitSystem Atomic => All[3];

    /// <summary>The units of a name.</summary>
    /// <exception cref="IlmlffException">Unknown name.</exception>
    public static UnitSystem Named(string name) => Array.Find(All, u => u.Name == name) ?? throw IlmlffException.Usage(
        $"Units '{name}' are unknown; did you mean '{NearestWord.To(name, All.Select(u => u.Name))}'? "
        + $"Known are {string.Join(", ", All.Select(u => u.Name))}.");
}
