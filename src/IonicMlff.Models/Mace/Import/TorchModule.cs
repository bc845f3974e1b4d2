using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// A torch module in an unpickled tree: its class, children, tensors and attributes, with its dotted path for messages.
/// </summary>
internal sealed class TorchModule
{
    private readonly PickleDict _state;
    private readonly string _file;

    public TorchModule(PickleObject value, string path, string file)
    {
        _file = file;
        Path = path;
        Type = value.Type;
        _state = value.State as PickleDict
            ?? throw IlmlffException.BadData($"{file}: {(path.Length == 0 ? "the model" : path)} ({Type.ShownName}) has no state. The file is damaged.");
    }

    /// <summary>Dotted path; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Class.</summary>
    public PickleClass Type { get; }

    /// <summary>Tensors of the module itself: parameters, then buffers.</summary>
    public IEnumerable<KeyValuePair<object?, object?>> Tensors => Dict("_parameters").Items.Concat(Dict("_buffers").Items);

    /// <summary>Names and values of the child modules (values may be null).</summary>
    public IEnumerable<KeyValuePair<object?, object?>> ChildItems => Dict("_modules").Items;

    /// <summary>Full name of a tensor or child.</summary>
    public string NameOf(string child) => Path.Length == 0 ? child : $"{Path}.{child}";

    /// <summary>True when there is a child module that is not None.</summary>
    public bool HasChild(string name) => Dict("_modules")[name] is PickleObject;

    /// <summary>A child module, or null.</summary>
    public TorchModule? TryChild(string name) =>
        Dict("_modules")[name] is PickleObject o ? new TorchModule(o, NameOf(name), _file) : null;

    /// <summary>A child module that has to exist.</summary>
    public TorchModule Child(string name) => TryChild(name)
        ?? throw IlmlffException.BadData($"{_file}: the module {NameOf(name)} is missing. The file is damaged, or its architecture is a newer one.");

    /// <summary>Children of a ModuleList in order.</summary>
    public List<TorchModule> List(string name, int max)
    {
        TorchModule list = Child(name);
        var items = new List<TorchModule>();
        while (list.TryChild($"{items.Count}") is { } item)
        {
            items.Add(item);
            if (items.Count > max)
            {
                throw IlmlffException.BadData($"{_file}: {list.Path} has more than {max} entries.");
            }
        }

        return items;
    }

    /// <summary>A plain attribute, or null when it is absent or None.</summary>
    public object? Attribute(string name) => _state[name];

    public bool Flag(string name, bool whenAbsent) => Attribute(name) switch
    {
        bool b => b,
        null => whenAbsent,
        long n => n != 0,
        _ => throw Unexpected(name, "a truth value"),
    };

    public int Integer(string name) => Attribute(name) switch
    {
        long n and >= int.MinValue and <= int.MaxValue => (int)n,
        _ => throw Unexpected(name, "an integer"),
    };

    public double Number(string name) =>
        AsNumber(Attribute(name)) is double d && double.IsFinite(d) ? d : throw Unexpected(name, "a finite number");

    /// <summary>An attribute that is e3nn Irreps or their text.</summary>
    public Irreps Irreps(string name) => AsIrreps(Attribute(name)) ?? throw Unexpected(name, "irreps such as 16x0e+16x1o");

    /// <summary>Error about an attribute.</summary>
    public IlmlffException Unexpected(string name, string expected) =>
        IlmlffException.BadData($"{_file}: {NameOf(name)} ({Quote.Short(Type.Name)}) is {Describe(Attribute(name))}, expected {expected}.");

    /// <summary>Error about this module's class.</summary>
    public IlmlffException Unsupported(string what) =>
        IlmlffException.BadData($"{_file}: {(Path.Length == 0 ? "the model" : Path)} is of class {Type.ShownName}, {what}");

    private PickleDict Dict(string name) => _state[name] as PickleDict ?? s_empty;

    private static readonly PickleDict s_empty = new();

    private static string Describe(object? value) => value switch
    {
        null => "absent",
        string s => $"'{Quote.Short(s)}'",
        long or double or bool => FormattableString.Invariant($"{value}"),
        PickleObject o => $"a {o.Type.ShownName}",
        PickleClass c => c.ShownName,
        _ => $"a {value.GetType().Name.Replace("Pickle", "", StringComparison.Ordinal).ToLowerInvariant()}",
    };

    /// <summary>A Python number, also as a numpy scalar.</summary>
    private static double? AsNumber(object? value) => value switch
    {
        double d => d,
        long n => n,
        PickleObject
        {
            Type.Name: "scalar",
            Args: PickleTuple
            {
                Items: [PickleObject { Args: PickleTuple { Items: [string format, ..] } }, byte[] bytes,
            ..]
            }
        } =>
            (format, bytes.Length) switch
            {
                ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
                ("f4", 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                ("i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
                ("i4", 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
                _ => null,
            },
        _ => null,
    };

    /// <summary>Irreps((_MulIr((mul, Irrep((l, p)))), …),), or a text.</summary>
    private static Irreps? AsIrreps(object? value)
    {
        if (value is string text)
        {
            return IrrepsText.TryParse(text);
        }

        if (value is not PickleObject
            {
                Type.Name: "Irreps",
                Args: PickleTuple { Items: [PickleTuple { Items.Length: <= IrrepsText.MaxBlocks } blocks] }
            })
        {
            return value is PickleObject { Type.Name: "Irreps", Args: PickleTuple { Items.Length: 0 } } ? new Irreps([]) : null;
        }

        var list = new List<IrrepBlock>();
        foreach (object? block in blocks.Items)
        {
            if (block is not PickleObject { Args: PickleTuple { Items: [PickleTuple { Items: [long mul, PickleObject irrep] }] } }
                || irrep is not { Args: PickleTuple { Items: [PickleTuple { Items: [long l, long p] }] } }
                || mul is < 0 or > IrrepsText.MaxMul || l is < 0 or > IrrepsText.MaxL || p is not (1 or -1))
            {
                return null;
            }

            list.Add(new IrrepBlock((int)mul, (int)l, (int)p));
        }

        return new Irreps(list);
    }
}
