using System.Globalization;
using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Tool.Md.Lammps;

/// <summary>The LAMMPS commands of a run, in pieces: what the engine sends and what <c>--dry-run</c> writes. Units metal.</summary>
internal static class LammpsScript
{
    /// <summary>Before the box: units, boundary, atom map.</summary>
    public static string Header(MdSystem system)
    {
        Cell c = system.Cell;
        static char Boundary(bool periodic) => periodic ? 'p' : 's';
        return $"""
            units           metal
            atom_style      {system.AtomStyle}
            atom_modify     map array
            boundary        {Boundary(c.PeriodicA)} {Boundary(c.PeriodicB)} {Boundary(c.PeriodicC)}
            box             tilt large

            """;
    }

    /// <summary>The potential and everything that restart files do not hold.</summary>
    public static string Potential(MdConfig config, MdSystem system)
    {
        string[] deviations = config.Models.Count > 1
            ? ["out_file", Path.Combine(config.Output.Folder, DeviationFile.PartName), "out_freq", config.Output.ThermoEvery.ToString(CultureInfo.InvariantCulture)]
            : [];
        string potential = config.LammpsPotential ?? $"""
            pair_style      ilmlff {string.Join(' ', config.Models.Concat(config.ModelWords).Concat(deviations).Select(Word))}
            pair_coeff      * * {string.Join(' ', system.TypeElements.Select(PeriodicTable.Symbol).Concat(config.PotentialWords.SelectMany(w => (string[])[w.Key, Word(w.Value)])))}
            """;
        return Text($"""
            {potential.TrimEnd()}
            neighbor        1.0 bin
            neigh_modify    every 1 delay 0 check yes
            timestep        {config.TimeStep * 1e-3:R}
            thermo_style    custom step temp pe ke etotal press vol density pxx pyy pzz pxy pxz pyz
            thermo_modify   norm no lost error flush yes

            """);
    }

    /// <summary>Velocities of a temperature, without drift; the same for every number of ranks.</summary>
    public static string Velocities(double temperature, int seed) =>
        Text($"velocity        all create {temperature:R} {seed} dist gaussian mom yes rot no loop all\n");

    /// <summary>Name of the integrator of a stage; another one in each stage, as restart files hand its state to the same name.</summary>
    public static string Integrator(int index) => $"md{index + 1}";

    /// <summary>The integrator of a stage (without Langevin's random forces).</summary>
    public static string Fixes(MdConfig config, MdSystem system, MdStage stage, int index)
    {
        Thermostat t = config.Thermostat;
        Barostat b = config.Barostat;
        FormattableString temp = $"temp {stage.FromTemperature:R} {stage.ToTemperature:R} {t.Time * 1e-3:R}";
        // The point about which the box grows would otherwise be the middle of the box at the last start, not of the first box.
        Cell c = system.Cell;
        FormattableString pressure = $"{b.Coupling} {stage.Pressure:R} {stage.Pressure:R} {b.Time * 1e-3:R} fixedpoint {system.Corner.X + c.Ax / 2:R} {system.Corner.Y + c.By / 2:R} {system.Corner.Z + c.Cz / 2:R}";
        string style = (stage.Ensemble, t.Langevin) switch
        {
            (Ensemble.Nve, _) or (Ensemble.Nvt, true) => "nve",
            (Ensemble.Nvt, false) => $"nvt {Text(temp)}",
            (_, true) => $"nph {Text(pressure)}",
            _ => $"npt {Text(temp)} {Text(pressure)}",
        };
        return $"fix             {Integrator(index)} all {style}\n";
    }

    /// <summary>
    /// Random forces of a Langevin thermostat, or nothing. The centre of mass rests: the random forces would move it, which is no diffusion,
    /// and LAMMPS's temperature, which doesn't count its three degrees of freedom, would be too high by a factor N/(N − 1).
    /// </summary>
    public static string Langevin(MdConfig config, MdStage stage, int seed) => config.Thermostat.Langevin && stage.Ensemble != Ensemble.Nve
        ? Text($"fix             langevin all langevin {stage.FromTemperature:R} {stage.ToTemperature:R} {config.Thermostat.Time * 1e-3:R} {seed}\nfix             rest all momentum 1 linear 1 1 1\n")
        : "";

    /// <summary>Takes away what <see cref="Langevin"/> made.</summary>
    public const string NoLangevin = "unfix           langevin\nunfix           rest\n";

    /// <summary>A minimisation by conjugate gradients.</summary>
    public static string Minimise(MdStage stage) =>
        Text($"min_style       cg\nmin_modify      norm inf\nminimize        0.0 {stage.ForceTolerance:R} {stage.Steps} {10 * stage.Steps}\n");

    /// <summary>A LAMMPS data file of the system, atom_style atomic; every number reads back exactly.</summary>
    public static void WriteData(string path, MdSystem system)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(Text(line)).Append('\n');
        Cell c = system.Cell;
        Line($"atoms of a run of ilmlff md, units = metal\n\n{system.AtomicNumbers.Length} atoms\n{system.TypeElements.Length} atom types\n");
        Bounds(Line, system);
        if ((c.Bx, c.Cx, c.Cy) != (0, 0, 0))
            Line($"{c.Bx:R} {c.Cx:R} {c.Cy:R} xy xz yz");
        Line($"\nMasses\n");
        for (int t = 0; t < system.TypeElements.Length; t++)
            Line($"{t + 1} {PeriodicTable.Weight(system.TypeElements[t])} # {PeriodicTable.Symbol(system.TypeElements[t])}");
        Line($"\nAtoms # atomic\n");
        for (int i = 0; i < system.AtomicNumbers.Length; i++)
            Line($"{i + 1} {Array.IndexOf(system.TypeElements, system.AtomicNumbers[i]) + 1} {system.Positions[3 * i]:R} {system.Positions[3 * i + 1]:R} {system.Positions[3 * i + 2]:R}");
        if (system.Velocities is { } v)
        {
            Line($"\nVelocities\n");
            for (int i = 0; i < system.AtomicNumbers.Length; i++)
                Line($"{i + 1} {v[3 * i]:R} {v[3 * i + 1]:R} {v[3 * i + 2]:R}");
        }

        File.WriteAllText(path, text.ToString());
    }

    // A direction that is not periodic is shrink-wrapped by LAMMPS; the file only has to hold the atoms.
    private static void Bounds(Action<FormattableString> line, MdSystem system)
    {
        Cell c = system.Cell;
        (string Name, bool Periodic, double Length)[] directions = [("x", c.PeriodicA, c.Ax), ("y", c.PeriodicB, c.By), ("z", c.PeriodicC, c.Cz)];
        for (int k = 0; k < 3; k++)
        {
            (string name, bool periodic, double length) = directions[k];
            double low = 0, high = length;
            if (!periodic)
            {
                double[] r = [.. system.Positions.Where((_, i) => i % 3 == k)];
                (low, high) = (r.Min() - 1, r.Max() + 1);
            }

            line($"{low:R} {high:R} {name}lo {name}hi");
        }
    }

    /// <summary>A word of a command, in quotes where LAMMPS would take it apart.</summary>
    public static string Word(string word) => word.AsSpan().ContainsAny(" \t&#$'") ? $"\"{word}\"" : word;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
