using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Data.Deepmd;

/// <summary>
/// Frames of a DeePMD system: type.raw, type_map.raw, coord and box (Å) of each set, nopbc, the labels energy (eV), force (eV/Å) and
/// virial (eV), which become REF_energy, REF_forces and REF_virial, and the parameters fparam and aparam. In the mixed-type form
/// real_atom_types tells the types frame by frame; atoms of type −1 are padding and left out.
/// </summary>
public static class DeepmdSystem
{
    /// <summary>Frame key of frame parameters.</summary>
    public const string FrameParameterKey = "fparam";

    /// <summary>Column of atom parameters.</summary>
    public const string AtomParameterKey = "aparam";

    private const string TypesFile = "type.raw";
    private const string MapFile = "type_map.raw";

    /// <summary>Frames in the order of the sets.</summary>
    /// <exception cref="IlmlffException">A file is missing or damaged, or the files contradict each other.</exception>
    public static IEnumerable<Frame> Read(SystemStore store)
    {
        int[] elements = Elements(store), types = Types(store, elements);
        bool periodic = !store.Has("nopbc");
        if (store.Sets.Count == 0)
        {
            throw IlmlffException.BadData($"{store.Name} has {TypesFile} but no folder set.000 with coord.npy.");
        }

        int number = 0;
        foreach (string set in store.Sets)
        {
            foreach (Frame frame in ReadSet(store, set, elements, types, periodic))
            {
                number++;
                yield return frame;
            }
        }

        if (number == 0)
        {
            throw IlmlffException.BadData($"{store.Name} holds no frames.");
        }
    }

    private static IEnumerable<Frame> ReadSet(SystemStore store, string set, int[] elements, int[] types, bool periodic)
    {
        int atoms = types.Length;
        NumberTable coordinates = store.Read(set, "coord") ?? throw IlmlffException.BadData($"{store.Place(set)} has no {store.FileOf("coord")}.");
        int frames = coordinates.Rows;
        Fit(coordinates, 3 * atoms, frames);
        NumberTable? Optional(string quantity, int columns) => store.Read(set, quantity) is { } table ? Fit(table, columns, frames) : null;

        NumberTable? box = periodic ? Optional("box", 9) : null;
        if (periodic && box is null)
        {
            throw IlmlffException.BadData($"{store.Place(set)} has no {store.FileOf("box")}; without a box the folder needs an empty file 'nopbc'.");
        }

        NumberTable? mixed = Optional("real_atom_types", atoms), energy = Optional("energy", 1), force = Optional("force", 3 * atoms),
            virial = Optional("virial", 9), frameParameters = Parameters(store, set, "fparam", 1, frames), atomParameters = Parameters(store, set, "aparam", atoms, frames);
        int[] all = [.. Enumerable.Range(0, atoms)];
        for (int f = 0; f < frames; f++)
        {
            string origin = string.Create(CultureInfo.InvariantCulture, $"{store.Place(set)}, frame {f + 1}");
            int[] typesNow = mixed is null ? types : RealTypes(mixed.Row(f), elements.Length, origin);
            int[] seen = mixed is null ? all : [.. all.Where(i => typesNow[i] >= 0)];
            Cell cell = box is null ? Cell.None : Cell.FromRows(box.Row(f), true, true, true);
            var frame = new Frame([.. seen.Select(i => elements[typesNow[i]])], Rows(coordinates.Row(f), seen, 3), cell) { Origin = origin };
            RequireFinite(frame);
            AddValue(frame, "REF_energy", energy is null ? null : PropertyArray.Of(energy.Values[f]));
            AddValue(frame, "REF_virial", virial is null ? null : PropertyArray.Of(virial.Row(f)));
            AddValue(frame, FrameParameterKey, frameParameters is null ? null : PropertyArray.Of(frameParameters.Row(f)));
            AddColumn(frame, "REF_forces", force, f, seen, 3);
            AddColumn(frame, AtomParameterKey, atomParameters, f, seen, atomParameters is null || atoms == 0 ? 1 : atomParameters.Columns / atoms);
            yield return frame;
        }
    }

    private static NumberTable Fit(NumberTable table, int columns, int frames)
    {
        if (table.Rows > 0 && table.Columns != columns)
        {
            throw IlmlffException.BadData($"{table.Name} has {table.Columns} numbers per frame; expected {columns}.");
        }

        return table.Rows == frames ? table
            : throw IlmlffException.BadData($"{table.Name} has {table.Rows} frames, the coordinates have {frames}.");
    }

    // How many the model takes is not known here.
    private static NumberTable? Parameters(SystemStore store, string set, string quantity, int perFrame, int frames)
    {
        if (store.Read(set, quantity) is not { } table)
        {
            return null;
        }

        return perFrame > 0 && table.Columns % perFrame == 0 ? Fit(table, table.Columns, frames)
            : throw IlmlffException.BadData($"{table.Name} has {table.Columns} numbers per frame; expected a multiple of {perFrame}, the number of atoms.");
    }

    private static int[] RealTypes(double[] row, int known, string origin) => [.. row.Select(t => t >= -1 && t < known && t == Math.Floor(t) ? (int)t
        : throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
            $"{origin}: real_atom_types has {t}; expected types from 0 to {known - 1} ({MapFile} has {known} lines), or -1 for padding.")))];

    private static double[] Rows(double[] values, int[] rows, int width)
    {
        var result = new double[rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
        {
            values.AsSpan(rows[i] * width, width).CopyTo(result.AsSpan(i * width));
        }

        return result;
    }

    private static void AddValue(Frame frame, string key, PropertyArray? value)
    {
        if (value is not null)
        {
            frame.Values.Add(key, value);
        }
    }

    private static void AddColumn(Frame frame, string key, NumberTable? table, int f, int[] seen, int width)
    {
        if (table is not null)
        {
            frame.Columns.Add(key, PropertyArray.PerAtom(Rows(table.Row(f), seen, width), width));
        }
    }

    private static void RequireFinite(Frame frame)
    {
        int bad = Array.FindIndex(frame.Positions, v => !double.IsFinite(v));
        if (bad >= 0)
        {
            throw IlmlffException.BadData($"{frame.Origin}: the position of atom {bad / 3 + 1} is not a finite number.");
        }
    }

    private static int[] Elements(SystemStore store)
    {
        if (!store.Has(TypesFile))
        {
            throw IlmlffException.BadData($"{store.Name} is a folder without {TypesFile}. A DeePMD folder has {TypesFile}, {MapFile} and " +
                "set.*/coord.npy; for other data give a file.");
        }

        if (!store.Has(MapFile))
        {
            throw IlmlffException.BadData($"{store.Name} has no {MapFile}, so the elements of its types are unknown. Write one with the symbols in " +
                "the order of the type numbers, one per line.");
        }

        return [.. store.Words(MapFile).Select((symbol, i) => PeriodicTable.TryAtomicNumber(symbol, out int z) ? z
            : throw IlmlffException.BadData($"{store.Name}, {MapFile}: type {i}: {PeriodicTable.Unknown(symbol)}."))];
    }

    private static int[] Types(SystemStore store, int[] elements) =>
        [.. store.Words(TypesFile).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int type) && type < elements.Length
            ? type
            : throw IlmlffException.BadData($"{store.Name}, {TypesFile}: '{word}' is not a type from 0 to {elements.Length - 1}, as {MapFile} has {elements.Length} lines."))];
}
