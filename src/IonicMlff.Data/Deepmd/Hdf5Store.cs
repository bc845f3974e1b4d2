using IonicMlff.Core.Errors;
using IonicMlff.Core.Hdf5;

namespace IonicMlff.Data.Deepmd;

/// <summary>A DeePMD system in a group of an HDF5 file, written <c>FILE#/GROUP</c>: the same tree as in a folder.</summary>
public sealed class Hdf5Store : SystemStore
{
    private const int Deepest = 8;
    private readonly Hdf5File group;

    private Hdf5Store(string name, Hdf5File group)
    {
        Name = name;
        this.group = group;
        Sets = [.. group.Names.Where(n => n.StartsWith("set.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Sets { get; }

    /// <summary>Whether a file is an HDF5 file, by its first bytes.</summary>
    public static bool IsHdf5(string file)
    {
        using FileStream stream = File.OpenRead(file);
        var head = new byte[8];
        return Hdf5File.LooksLike(head.AsSpan(0, stream.ReadAtLeast(head, 8, throwOnEndOfStream: false)));
    }

    /// <summary>The group itself when it has a type.raw, else all groups below it that have one.</summary>
    /// <param name="file">HDF5 file.</param>
    /// <param name="path">Group, names separated by slashes; empty: the root.</param>
    /// <exception cref="IlmlffException">There is no such group, or no system in it.</exception>
    public static IReadOnlyList<Hdf5Store> Find(string file, string path)
    {
        Hdf5File group = Hdf5File.Open(file);
        string name = file + "#";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] names = [.. group.Names];
            group = group.Group(part) ?? throw IlmlffException.BadData($"{file} has no group '{Quote.Short(part)}' in {name}" +
                (names.Length == 0 ? "; that is empty." : $"; did you mean '{NearestWord.To(part, names)}'?"));
            name += "/" + part;
        }

        Hdf5Store[] found = [.. Below(group, name, 0)];
        return found.Length > 0 ? found : throw IlmlffException.BadData(
            $"{name}: an HDF5 file without a DeePMD system: no group in it has type.raw, type_map.raw and set.*/coord.npy.");
    }

    /// <inheritdoc/>
    public override bool Has(string file) => group.Names.Contains(file);

    /// <inheritdoc/>
    public override string[] Words(string file) => group.Texts(file);

    /// <inheritdoc/>
    public override NumberTable? Read(string set, string quantity)
    {
        string file = FileOf(quantity);
        if (group.Group(set) is not { } frames || !frames.Names.Contains(file))
        {
            return null;
        }

        (long[] shape, double[] values, _) = frames.Dataset(file);
        int rows = shape.Length > 0 ? (int)shape[0] : 1;
        return new NumberTable($"{Place(set)}/{file}", rows, (int)shape.Skip(1).Aggregate(1L, (a, b) => a * b), values);
    }

    /// <inheritdoc/>
    public override string FileOf(string quantity) => quantity + ".npy";

    /// <inheritdoc/>
    public override string Place(string set) => $"{Name}/{set}";

    private static IEnumerable<Hdf5Store> Below(Hdf5File group, string name, int depth)
    {
        if (group.Names.Contains("type.raw"))
        {
            return [new Hdf5Store(name, group)];
        }

        return depth == Deepest ? [] : group.Names.Order(StringComparer.Ordinal)
            .SelectMany(n => group.Group(n) is { } below ? Below(below, $"{name}/{n}", depth + 1) : []);
    }
}
