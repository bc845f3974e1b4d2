using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Frames of a DeePMD folder: type.raw, type_map.raw, set.*/coord.npy, box.npy (Å), nopbc, and the labels energy.npy (eV), force.npy
/// (eV/Å), virial.npy (eV), which become REF_energy, REF_forces and REF_virial.
/// </summary>
internal static class DeepmdFolder
{
    private const string TypesFile = "type.raw";
    private const string MapFile = "type_map.raw";

    /// <summary>Frames in the order of the sets.</summary>
    /// <exception cref="IlmlffException">A file is missing, damaged, or of the mixed-type form.</exception>
    public static IEnumerable<Frame> Read(string folder)
    {
        int[] elements = Elements(folder);
        bool periodic = !File.Exists(Path.Combine(folder, "nopbc"));
        string[] sets = [.. Directory.EnumerateDirectories(folder, "set.*").Order(StringComparer.Ordinal)];
        if (sets.Length == 0)
        {
            throw IlmlffException.BadData($"{folder} has {TypesFile} but no folder set.000 with coord.npy.");
        }

        int number = 0;
        foreach (string set in sets)
        {
            foreach (Frame frame in ReadSet(set, elements, periodic))
            {
                number++;
                yield return frame;
            }
        }

        if (number == 0)
        {
            throw IlmlffException.BadData($"{folder} holds no frames.");
        }
    }

    private static IEnumerable<Frame> ReadSet(string set, int[] elements, bool periodic)
    {
        int atoms = elements.Length;
        if (File.Exists(Path.Combine(set, "real_atom_types.npy")))
        {
            throw IlmlffException.BadData($"{set} is of DeePMD's mixed-type form (real_atom_types.npy), which is not read. Write it as " +
                "one folder per composition, e.g. with dpdata: MultiSystems.to('deepmd/npy', ...).");
        }

        double[] positions = Needed(set, "coord.npy", 3 * atoms);
        int frames = atoms == 0 ? 0 : positions.Length / (3 * atoms);
        double[]? box = periodic ? Needed(set, "box.npy", 9) : null;
        double[]? energy = Label(set, "energy.npy", 1, frames), force = Label(set, "force.npy", 3 * atoms, frames),
            virial = Label(set, "virial.npy", 9, frames);
        if (box is not null && box.Length != 9 * frames)
        {
            throw IlmlffException.BadData($"{set}: box.npy has {box.Length / 9} frames, coord.npy has {frames}.");
        }

        for (int f = 0; f < frames; f++)
        {
            double[] x = positions[(3 * atoms * f)..(3 * atoms * (f + 1))];
            Cell cell = box is null ? Cell.None : Cell.FromRows(box.AsSpan(9 * f, 9), true, true, true);
            string origin = string.Create(CultureInfo.InvariantCulture, $"{set}, frame {f + 1}");
            var frame = new Frame((int[])elements.Clone(), x, cell) { Origin = origin };
            if (!x.All(double.IsFinite))
            {
                int atom = Array.FindIndex(x, v => !double.IsFinite(v)) / 3;
                throw IlmlffException.BadData($"{origin}: the position of atom {atom + 1} is not a finite number.");
            }

            AddLabels(frame, f, energy, force, virial);
            yield return frame;
        }
    }

    private static void AddLabels(Frame frame, int f, double[]? energy, double[]? force, double[]? virial)
    {
        if (energy is not null)
        {
            frame.Values.Add("REF_energy", PropertyArray.Of(energy[f]));
        }

        if (virial is not null)
        {
            frame.Values.Add("REF_virial", PropertyArray.Of(virial[(9 * f)..(9 * f + 9)]));
        }

        if (force is not null)
        {
            int n = frame.Positions.Length;
            frame.Columns.Add("REF_forces", PropertyArray.PerAtom(force[(n * f)..(n * (f + 1))], 3));
        }
    }

    private static double[] Needed(string set, string name, int columns)
    {
        string path = Path.Combine(set, name);
        return File.Exists(path) ? NpyFile.ReadRows(path, columns)
            : throw IlmlffException.BadData($"{set} has no {name}{(name == "box.npy" ? "; without a box the folder needs an empty file 'nopbc'" : "")}.");
    }

    private static double[]? Label(string set, string name, int columns, int frames)
    {
        string path = Path.Combine(set, name);
        if (!File.Exists(path))
        {
            return null;
        }

        double[] values = NpyFile.ReadRows(path, columns);
        return values.Length == (long)columns * frames ? values
            : throw IlmlffException.BadData($"{path} has {values.Length / Math.Max(columns, 1)} frames, coord.npy has {frames}.");
    }

    private static int[] Elements(string folder)
    {
        string types = Path.Combine(folder, TypesFile), map = Path.Combine(folder, MapFile);
        if (!File.Exists(types))
        {
            throw IlmlffException.BadData($"{folder} is a folder without {TypesFile}. A DeePMD folder has {TypesFile}, {MapFile} and " +
                "set.*/coord.npy; for other data give a file.");
        }

        if (!File.Exists(map))
        {
            throw IlmlffException.BadData($"{folder} has no {MapFile}, so the elements of its types are unknown. Write one with the symbols in " +
                "the order of the type numbers, one per line.");
        }

        int[] numbers = [.. Words(map).Select((symbol, i) => PeriodicTable.TryAtomicNumber(symbol, out int z) ? z
            : throw IlmlffException.BadData($"{map}: type {i}: {PeriodicTable.Unknown(symbol)}."))];
        return [.. Words(types).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int type) && type < numbers.Length
            ? numbers[type]
            : throw IlmlffException.BadData($"{types}: '{word}' is not a type from 0 to {numbers.Length - 1}, as {MapFile} has {numbers.Length} lines."))];
    }

    private static string[] Words(string path) => File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
