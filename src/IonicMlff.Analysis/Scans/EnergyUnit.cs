using IonicMlff.Core.Errors;
using IonicMlff.Core.Units;

namespace IonicMlff.Analysis.Scans;

/// <summary>A unit that energies of profiles are shown or given in.</summary>
/// <param name="Name">As users write it.</param>
/// <param name="InElectronvolt">1 of it in eV.</param>
public sealed record EnergyUnit(string Name, double InElectronvolt)
{
    /// <summary>Units that are known.</summary>
    public static IReadOnlyList<EnergyUnit> All { get; } =
        [new("kJ/mol", Unit.KilojoulePerMole), new("kcal/mol", Unit.KilocaloriePerMole), new("eV", 1), new("meV", 1e-3), new("hartree", Unit.Hartree)];

    /// <summary>The unit of a name.</summary>
    /// <exception cref="IlmlffException">It is not known.</exception>
    public static EnergyUnit Of(string name, string option) => All.FirstOrDefault(u => string.Equals(u.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw IlmlffException.Usage($"{option} does not know '{name}'; did you mean '{NearestWord.To(name, All.Select(u => u.Name))}'? Known: {string.Join(", ", All.Select(u => u.Name))}.");
}
