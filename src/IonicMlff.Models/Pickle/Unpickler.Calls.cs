using System.Text;

namespace IonicMlff.Models.Pickle;

/// <summary>
/// Classes, calls and persistent ids: the part of the stream where Python would run code and we only take notes.
/// </summary>
internal sealed partial class Unpickler
{
    private bool Instance(byte op)
    {
        switch (op)
        {
            case (byte)'c': Push(new PickleClass(Line(), Line())); return true;
            case 0x93:
                object?[] names = PopMany(2);
                Push(names is [string module, string name] ? new PickleClass(module, name)
                    : throw Bad("a class name is not a text"));
                return true;
            case 0x81 or (byte)'R':
                object?[] call = PopMany(2);
                Push(Call(call[0], call[1]));
                return true;
            case 0x92:
                object?[] extended = PopMany(3);
                Push(Call(extended[0], extended[1]));
                return true;
            case (byte)'b':
                object? state = Pop();
                if (Top() is PickleObject target)
                {
                    target.State = state;
                }

                return true;
            case (byte)'Q': Push(Storage(Pop())); return true;
            default: return false;
        }
    }

    private object? Call(object? callee, object? args)
    {
        if (callee is not PickleClass type)
        {
            // The stream calls the result of another call; only code would make sense of that, so it stays opaque.
            return new PickleObject(new PickleClass("", "unknown"), args);
        }

        object?[] a = args is PickleTuple tuple ? tuple.Items : [];
        switch (type.FullName)
        {
            case "collections.OrderedDict":
                return a is [PickleList pairs] ? DictOf(pairs) : new PickleDict();
            case "__builtin__.dict" or "builtins.dict":
                return new PickleDict();
            case "__builtin__.set" or "builtins.set" or "builtins.frozenset" or "__builtin__.frozenset" or "builtins.list":
                return a is [PickleList items] ? Copy(items) : new PickleList();
            case "__builtin__.getattr" or "builtins.getattr":
                return a is [PickleClass owner, string attribute]
                    ? new PickleClass(owner.FullName, attribute)
                    : new PickleObject(type, args);
            case "_codecs.encode":
                return a is [string text, ..] ? Latin1(text) : throw Bad("_codecs.encode has no text");
            case "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor":
                return Tensor(a);
            case "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state":
                return a is [PickleTensor tensor, ..] ? tensor with { IsParameter = true }
                    : throw Bad("a parameter has no tensor");
            case "torch.Size" or "__builtin__.tuple" or "builtins.tuple":
                return a is [PickleTuple or PickleList] ? a[0] : new PickleTuple([]);
            default:
                return new PickleObject(type, args);
        }
    }

    private PickleDict DictOf(PickleList pairs)
    {
        Charge(32L * pairs.Items.Count);
        var dict = new PickleDict();
        foreach (object? item in pairs.Items)
        {
            object?[] pair = item is PickleTuple t ? t.Items : item is PickleList l && l.Items.Count == 2 ? [.. l.Items] : [];
            if (pair.Length != 2)
            {
                throw Bad("an ordered dictionary is not made of pairs");
            }

            dict.Set(pair[0], pair[1]);
        }

        return dict;
    }

    private PickleList Copy(PickleList list)
    {
        Charge(16L * list.Items.Count);
        var copy = new PickleList();
        copy.Items.AddRange(list.Items);
        return copy;
    }

    private byte[] Latin1(string text)
    {
        Charge(text.Length);
        return Encoding.Latin1.GetBytes(text);
    }

    /// <summary>Persistent id of torch.save: ("storage", class, key, location, count).</summary>
    private PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleClass type, string key, _, long count, ..] } || count < 0)
        {
            throw Bad("a persistent id is not that of a tensor storage");
        }

        TensorType format = TensorTypes.FromStorageClass(type.Name)
            ?? throw Bad($"tensor storages of class {type.ShownName} are not read; save the model in float64 or float32");
        return new PickleStorage(format, key, count);
    }

    private PickleTensor Tensor(object?[] args)
    {
        if (args is not [PickleStorage storage, long offset, PickleTuple size, PickleTuple stride, ..]
            || size.Items.Length != stride.Items.Length || size.Items.Length > 16)
        {
            throw Bad("a tensor lacks storage, offset, size or stride");
        }

        var shape = new long[size.Items.Length];
        var strides = new long[shape.Length];
        long count = 1;
        long last = offset;
        for (int k = 0; k < shape.Length; k++)
        {
            if (size.Items[k] is not long n || stride.Items[k] is not long s || n < 0 || s < 0 || n > storage.Count
                || s > int.MaxValue)
            {
                throw Bad("a tensor has an impossible size or stride");
            }

            shape[k] = n;
            strides[k] = s;
            // n ≤ Count and count ≤ Count keep the products below 2^62 as long as storages are smaller than 2^31 numbers each.
            count = Math.Min(count, 1L << 31) * n;
            last += Math.Min(Math.Max(n - 1, 0), 1L << 31) * s;
        }

        if (offset < 0 || count > storage.Count || (count > 0 && last >= storage.Count) || storage.Count >= 1L << 31)
        {
            throw Bad($"a tensor of {count} numbers reaches beyond its storage of {storage.Count}");
        }

        return new PickleTensor(storage, offset, shape, strides, IsParameter: false);
    }
}
