using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>An array of numbers in a tree of dictionaries, row-major.</summary>
internal sealed record DpArray(long[] Shape, double[] Values);

/// <summary>
/// A dictionary of the tree in which DeePMD-kit's own formats (.dp, .yaml) hold a model. Values are null, bool, long, double, string,
/// <c>List&lt;object?&gt;</c>, <c>Dictionary&lt;string, object?&gt;</c> or <see cref="DpArray"/>. The path serves for messages.
/// </summary>
internal sealed class DpDict(Dictionary<string, object?> items, string path, string file)
{
    private const int MaxList = 1 << 12;

    /// <summary>True when there is such an entry, and it is not null.</summary>
    public bool Has(string name) => Value(name) is not null;

    /// <summary>A dictionary that has to exist.</summary>
    public DpDict Child(string name) => Value(name) is Dictionary<string, object?> d ? new DpDict(d, NameOf(name), file)
        : throw Expected(name, "a dictionary");

    /// <summary>A dictionary, or null.</summary>
    public DpDict? Optional(string name) => Value(name) is Dictionary<string, object?> d ? new DpDict(d, NameOf(name), file) : null;

    /// <summary>A list of dictionaries, of which some may be null.</summary>
    public DpDict?[] Children(string name) => [.. List(name).Select((x, i) => x switch
    {
        null => null,
        Dictionary<string, object?> d => new DpDict(d, $"{NameOf(name)}[{i}]", file),
        _ => throw Expected(name, "a list of dictionaries"),
    })];

    public double Number(string name) => AsNumber(Value(name)) ?? throw Expected(name, "a finite number");

    public double Number(string name, double whenAbsent) => Has(name) ? Number(name) : whenAbsent;

    public int Integer(string name) => Value(name) is long n and >= 0 and <= int.MaxValue ? (int)n
        : throw Expected(name, "a whole number of 0 or more");

    public int Integer(string name, int whenAbsent) => Has(name) ? Integer(name) : whenAbsent;

    public bool Flag(string name) => Value(name) is bool b ? b : throw Expected(name, "true or false");

    public bool Flag(string name, bool whenAbsent) => Has(name) ? Flag(name) : whenAbsent;

    public string Text(string name) => Value(name) as string ?? throw Expected(name, "a text");

    public string? OptionalText(string name) => Value(name) as string;

    public int[] Integers(string name) => [.. List(name).Select(x =>
        x is long n and >= 0 and <= 1 << 20 ? (int)n : throw Expected(name, "a list of whole numbers of 0 or more"))];

    public string[] Texts(string name) => [.. List(name).Select(x => x as string ?? throw Expected(name, "a list of texts"))];

    /// <summary>Pairs [[a, b], ...]; none when absent.</summary>
    public (int A, int B)[] Pairs(string name) => !Has(name) ? [] : [.. List(name).Select(x =>
        x is List<object?> { Count: 2 } p && p[0] is long a and >= 0 and <= int.MaxValue && p[1] is long b and >= 0 and <= int.MaxValue
            ? ((int)a, (int)b) : throw Expected(name, "a list of pairs of types"))];

    /// <summary>Entries of a list; none when absent.</summary>
    public List<object?> ListOrEmpty(string name) => Has(name) ? List(name) : [];

    /// <summary>The numbers of an array whose count must be as given.</summary>
    public double[] Doubles(string name, long count)
    {
        DpArray array = Array(name);
        if (array.Values.Length != count)
            throw Bad($"{NameOf(name)} has {array.Values.Length} numbers, but the model needs {count}. The file is damaged.");
        return array.Values;
    }

    /// <summary>The numbers of an array, or null when there is none.</summary>
    public double[]? OptionalDoubles(string name, long count) => Has(name) ? Doubles(name, count) : null;

    /// <summary>An array of finite numbers.</summary>
    public DpArray Array(string name)
    {
        DpArray array = Value(name) switch
        {
            DpArray a => a,
            Dictionary<string, object?> d when d.GetValueOrDefault("@class") is "np.ndarray" => Nested(d.GetValueOrDefault("value"), name),
            List<object?> list => Nested(list, name),
            _ => throw Expected(name, "an array of numbers"),
        };
        int bad = System.Array.FindIndex(array.Values, x => !double.IsFinite(x));
        return bad < 0 ? array
            : throw Bad(FormattableString.Invariant($"{NameOf(name)} holds {array.Values[bad]}. The training diverged, or the file is damaged."));
    }

    /// <summary>Error about an entry.</summary>
    public IlmlffException Expected(string name, string what) =>
        Bad($"{NameOf(name)} is {Describe(Value(name))}, expected {what}. The file is damaged, or of another version of DeePMD-kit.");

    /// <summary>Error about the file.</summary>
    public IlmlffException Bad(string what) => IlmlffException.BadData($"{file}: {what}");

    /// <summary>Dotted name of an entry.</summary>
    public string NameOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private object? Value(string name) => items.GetValueOrDefault(name);

    private List<object?> List(string name) => Value(name) is List<object?> { Count: <= MaxList } list ? list
        : throw Expected(name, $"a list of at most {MaxList} entries");

    /// <summary>Nested lists of equal lengths as an array.</summary>
    private DpArray Nested(object? value, string name)
    {
        var shape = new List<long>();
        for (object? level = value; level is List<object?> list; level = list.Count > 0 ? list[0] : null)
            shape.Add(list.Count);
        if (shape.Count > 8)
            throw Expected(name, "an array of numbers");

        var values = new List<double>();
        Fill(value, 0);
        return new DpArray([.. shape], [.. values]);

        void Fill(object? node, int depth)
        {
            if (depth == shape.Count)
            {
                values.Add(AnyNumber(node) ?? throw Expected(name, "an array of numbers"));
                return;
            }

            if (node is not List<object?> list || list.Count != shape[depth])
                throw Bad($"{NameOf(name)}: rows of different lengths. The file is damaged.");
            foreach (object? item in list)
                Fill(item, depth + 1);
        }
    }

    private static double? AsNumber(object? value) => AnyNumber(value) is { } x && double.IsFinite(x) ? x : null;

    /// <summary>A number; also one in quotes, as some YAML programs write 1e-05.</summary>
    private static double? AnyNumber(object? value) => value switch
    {
        double d => d,
        long n => n,
        string s when double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) => x,
        _ => null,
    };

    private static string Describe(object? value) => value switch
    {
        null => "absent",
        string s => $"'{Quote.Short(s)}'",
        long or double or bool => FormattableString.Invariant($"{value}"),
        DpArray => "an array",
        Dictionary<string, object?> => "a dictionary",
        List<object?> => "a list",
        _ => "something else",
    };
}
