using IonicMlff.Core.Errors;
using IonicMlff.Core.Units;

namespace IonicMlff.Analysis.Logs;

/// <summary>Units of a log, for columns whose names do not say them.</summary>
/// <param name="Name">Word of the program that wrote it: LAMMPS's <c>units</c>, or <c>gromacs</c>.</param>
/// <param name="Pressure">Its pressure, Pa.</param>
/// <param name="Time">Its time, fs.</param>
/// <param name="Length">Its length, Å.</param>
public sealed record LogUnits(string Name, double Pressure, double Time, double Length)
{
    private static readonly LogUnits[] All =
    [
        new("real", 101325, 1, 1), new("metal", 1e5, 1000, 1), new("si", 1, 1e15, 1e10), new("electron", 1, 1, Unit.Bohr), new("gromacs", 1e5, 1000, 10),
    ];

    /// <summary>The words.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(u => u.Name)];

    /// <summary>LAMMPS's <c>units real</c>: atm, fs, Å.</summary>
    public static LogUnits Real => All[0];

    /// <summary>LAMMPS's <c>units metal</c>: bar, ps, Å.</summary>
    public static LogUnits Metal => All[1];

    /// <summary>GROMACS: bar, ps, nm.</summary>
    public static LogUnits Gromacs => All[4];

    /// <summary>The units of a word; null when there are none of that name.</summary>
    public static LogUnits? Find(string name) => Array.Find(All, u => u.Name == name);

    /// <summary>The units of a word.</summary>
    /// <exception cref="IlmlffException">Unknown.</exception>
    public static LogUnits Named(string name) => Find(name)
        ?? throw IlmlffException.Usage($"units '{name}' are unknown; did you mean '{NearestWord.To(name, Names)}'? Known: {string.Join(", ", Names)}.");
}
