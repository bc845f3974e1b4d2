using System.Globalization;
using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Tool.Benchmark;

/// <summary>Writes the two files of a short LAMMPS run that prints a line after every step.</summary>
internal static class LammpsInput
{
    /// <summary>Steps of the run.</summary>
    public const int Steps = 20;

    /// <summary>Writes in.lammps and box.data into a folder.</summary>
    /// <exception cref="IlmlffException">The box is not orthogonal and periodic.</exception>
    public static void Write(string folder, string model, PotentialInfo info, EvaluatorOptions options, TestBox box)
    {
        Cell c = box.Cell;
        if (!c.IsFullyPeriodic || (c.Ay, c.Az, c.Bx, c.Bz, c.Cx, c.Cy) != (0, 0, 0, 0, 0, 0))
        {
            throw IlmlffException.Usage($"--lammps needs an orthogonal box that is periodic in all directions; {box.Name} is not. Leave --lammps or --frames out.");
        }

        string[] symbols = [.. info.AtomicNumbers.Select(PeriodicTable.Symbol)];
        string head = options.Head is null ? "" : $" head \"{options.Head}\"";
        string precision = options.Precision == Precision.Mixed ? "mixed" : "double";
        File.WriteAllText(Path.Combine(folder, "box.data"), Data(info, box));
        File.WriteAllText(Path.Combine(folder, "in.lammps"), string.Create(CultureInfo.InvariantCulture, $"""
            units           metal
            atom_style      atomic
            boundary        p p p
            read_data       box.data
            pair_style      ilmlff "{Path.GetFullPath(model)}" backend {options.Backend} precision {precision} threads {options.Threads}{head}
            pair_coeff      * * {string.Join(' ', symbols)}
            neighbor        1.0 bin
            neigh_modify    every 1 delay 0 check yes
            timestep        0.0005
            fix             1 all nve/limit 0.02
            thermo_style    custom step pe
            thermo_modify   flush yes
            thermo          1
            run             {Steps}

            """));
    }

    private static string Data(PotentialInfo info, TestBox box)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{box.Name.ReplaceLineEndings(" ")}\n\n{box.Atoms} atoms\n{info.AtomicNumbers.Count} atom types\n");
        Line($"0 {box.Cell.Ax} xlo xhi\n0 {box.Cell.By} ylo yhi\n0 {box.Cell.Cz} zlo zhi\n\nMasses\n");
        for (int s = 0; s < info.AtomicNumbers.Count; s++)
        {
            Line($"{s + 1} {PeriodicTable.Weight(info.AtomicNumbers[s])}");
        }

        Line($"\nAtoms\n");
        for (int i = 0; i < box.Atoms; i++)
        {
            Line($"{i + 1} {box.Species[i] + 1} {box.Positions[3 * i]:R} {box.Positions[3 * i + 1]:R} {box.Positions[3 * i + 2]:R}");
        }

        return text.ToString();
    }
}
