namespace IonicMlff.Models.Pickle;

// Values an unpickled stream is made of, besides null, bool, long, double, string and byte[]. Plain data: nothing here has
// behaviour, and building it calls nothing. Values may be shared and may form cycles, so whoever walks them bounds the walk.

/// <summary>A Python tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public object?[] Items { get; } = items;
}

/// <summary>A Python list or set.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A Python dict; keys other than strings are kept but can't be looked up.</summary>
internal sealed class PickleDict
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    public object? this[string key] => _index.TryGetValue(key, out int i) ? Items[i].Value : null;

    public bool Contains(string key) => _index.ContainsKey(key);

    public void Set(object? key, object? value)
    {
        if (key is string text)
        {
            if (_index.TryGetValue(text, out int i))
            {
                Items[i] = new(key, value);
                return;
            }

            _index[text] = Items.Count;
        }

        Items.Add(new(key, value));
    }
}

/// <summary>A class or function named in the stream; never looked up, never called.</summary>
internal sealed record PickleClass(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";

    /// <summary>The name for messages: of bounded length and without control characters, whatever the file says.</summary>
    public string ShownName =>
        string.Concat(FullName.Take(120).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))
        + (FullName.Length > 120 ? "…" : "");
}

/// <summary>What the stream would have built by calling a class: the class, its arguments and the state given to it.</summary>
internal sealed class PickleObject(PickleClass type, object? args)
{
    public PickleClass Type { get; } = type;

    public object? Args { get; } = args;

    /// <summary>Argument of BUILD (a module's __dict__), or null.</summary>
    public object? State { get; set; }
}

/// <summary>A tensor storage: raw numbers in the archive entry data/<see cref="Key"/>.</summary>
internal sealed record PickleStorage(TensorType Type, string Key, long Count);

/// <summary>A view of a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides, bool IsParameter);
