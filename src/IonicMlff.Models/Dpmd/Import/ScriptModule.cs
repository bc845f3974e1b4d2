using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>
/// An object in the tree of a TorchScript archive: children, tensors and plain attributes lie side by side in its state. Its
/// dotted path serves for messages.
/// </summary>
internal sealed class ScriptModule
{
    private const int MaxList = 1024;
    private readonly PickleDict state;
    private readonly TorchArchive archive;
    private readonly string file;
    private readonly string path;

    public ScriptModule(PickleObject value, string path, TorchArchive archive, string file)
    {
        (this.path, this.archive, this.file, Type) = (path, archive, file, value.Type);
        state = value.State as PickleDict ?? throw Bad($"{(path.Length == 0 ? "the model" : path)} has no state. The file is damaged.");
    }

    /// <summary>Class.</summary>
    public PickleClass Type { get; }

    /// <summary>True when there is such a child object.</summary>
    public bool HasChild(string name) => Attribute(name) is PickleObject;

    /// <summary>A child that has to exist.</summary>
    public ScriptModule Child(string name) => Attribute(name) is PickleObject o
        ? new ScriptModule(o, NameOf(name), archive, file)
        : throw Bad($"{NameOf(name)} is missing. The file is damaged, or of another version of DeePMD-kit.");

    public double Number(string name) => Attribute(name) switch
    {
        double d when double.IsFinite(d) => d,
        long n => n,
        _ => throw Expected(name, "a finite number"),
    };

    public int Integer(string name) =>
        Attribute(name) is long n and >= 0 and <= int.MaxValue ? (int)n : throw Expected(name, "a number of 0 or more");

    public int Integer(string name, int whenAbsent) => Attribute(name) is null ? whenAbsent : Integer(name);

    public bool Flag(string name, bool whenAbsent) => Attribute(name) switch
    {
        bool b => b,
        null => whenAbsent,
        _ => throw Expected(name, "a truth value"),
    };

    public string Text(string name) => Attribute(name) as string ?? throw Expected(name, "a text");

    /// <summary>A text, or null when there is none.</summary>
    public string? OptionalText(string name) => Attribute(name) is null ? null : Text(name);

    public int[] Integers(string name) => [.. List(name).Select(x =>
        x is long n and >= 0 and <= 1 << 20 ? (int)n : throw Expected(name, "a list of numbers of 0 or more"))];

    public string[] Texts(string name) => [.. List(name).Select(x => x as string ?? throw Expected(name, "a list of texts"))];

    public bool[] Flags(string name) => [.. List(name).Select(x => x is bool b ? b : throw Expected(name, "a list of truth values"))];

    /// <summary>True when the list is absent or has no entries.</summary>
    public bool IsEmpty(string name) => Attribute(name) is null || List(name).Count == 0;

    /// <summary>True when there is a tensor that is not an empty placeholder.</summary>
    public bool HasTensor(string name) => Attribute(name) is PickleTensor t && t.Shape.All(n => n > 0);

    /// <summary>Shape of a tensor that has to exist.</summary>
    public long[] Shape(string name) => Tensor(name).Shape;

    /// <summary>All numbers of a tensor, row-major.</summary>
    public double[] Doubles(string name)
    {
        PickleTensor tensor = Tensor(name);
        double[] values = tensor.Storage.Type.ToDoubles(archive.ReadTensor(tensor, NameOf(name)));
        int bad = Array.FindIndex(values, x => !double.IsFinite(x));
        return bad < 0 ? values
            : throw Bad($"the tensor {NameOf(name)} holds {values[bad]}. The training diverged, or the file is damaged.");
    }

    /// <summary>The numbers of a tensor whose count must be as given.</summary>
    public double[] Doubles(string name, long count)
    {
        double[] values = Doubles(name);
        return values.Length == count ? values
            : throw Bad($"the tensor {NameOf(name)} has {values.Length} numbers, but the model needs {count}. The file is damaged.");
    }

    /// <summary>Error about an attribute.</summary>
    public IlmlffException Expected(string name, string what) =>
        Bad($"{NameOf(name)} is {Describe(Attribute(name))}, expected {what}. The file is damaged, or of another version of DeePMD-kit.");

    /// <summary>Error about the file.</summary>
    public IlmlffException Bad(string what) => IlmlffException.BadData($"{file}: {what}");

    /// <summary>Dotted name of an attribute.</summary>
    public string NameOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private PickleTensor Tensor(string name) => Attribute(name) as PickleTensor ?? throw Expected(name, "a tensor");

    private List<object?> List(string name) => Attribute(name) is PickleList { Items: { Count: <= MaxList } items }
        ? items : throw Expected(name, $"a list of at most {MaxList} entries");

    /// <summary>A value; typed lists and dictionaries are wrapped in a call (value[, type]) of torch.jit._pickle.</summary>
    private object? Attribute(string name) =>
        state[name] is PickleObject { Type.Module: "torch.jit._pickle", Args: PickleTuple { Items: [var value, ..] } } ? value : state[name];

    private static string Describe(object? value) => value switch
    {
        null => "absent",
        string s => $"'{Quote.Short(s)}'",
        long or double or bool => FormattableString.Invariant($"{value}"),
        PickleTensor => "a tensor",
        PickleObject o => $"a {o.Type.ShownName}",
        _ => "something else",
    };
}
