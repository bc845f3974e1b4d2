using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Pickle;

/// <summary>
/// A file of torch.save (since torch 1.6): the ZIP archive, the object in its data.pkl, and the tensors it refers to.
/// </summary>
internal sealed class TorchArchive
{
    private const int MaxPickleBytes = 64 << 20;
    private readonly ZipReader _zip;
    private readonly string _name;
    private readonly string _top;
    private long _tensorBudget;
    private (string Key, byte[] Bytes)? _lastStorage;

    /// <summary>Opens the archive; nothing but its directory is read yet.</summary>
    public TorchArchive(ByteSource source)
    {
        _name = source.Name;
        _zip = new ZipReader(source);
        string[] tops = [.. _zip.Entries.Keys.Where(k =>
            k == "data.pkl" || k.EndsWith("/data.pkl", StringComparison.Ordinal)).Take(2)];
        if (tops.Length != 1)
        {
            throw IlmlffException.BadData(tops.Length == 0
                ? $"{_name}: a ZIP archive, but not one of torch.save (it has no data.pkl). Expected a MACE .model file."
                : $"{_name}: a ZIP archive with more than one data.pkl. Expected a MACE .model file.");
        }

        _top = tops[0][..^"data.pkl".Length];
        if (_zip.Entries.TryGetValue(_top + "byteorder", out ZipEntry order)
            && Encoding.ASCII.GetString(Bytes(order, 16)) != "little")
        {
            throw IlmlffException.BadData($"{_name}: written on a big-endian machine; load and save it again on an ordinary PC.");
        }

        // Tensors may share storages, so their sum may exceed the file; a multiple of its length is a bound no honest file meets.
        _tensorBudget = 16 * source.Length + (1L << 20);
    }

    /// <summary>Names of all entries.</summary>
    public IEnumerable<string> EntryNames => _zip.Entries.Keys;

    /// <summary>True for archives of torch.jit.save (compiled models), which hold program code.</summary>
    public bool IsTorchScript =>
        _zip.Entries.ContainsKey(_top + "constants.pkl")
        || EntryNames.Any(n => n.StartsWith(_top + "code/", StringComparison.Ordinal));

    /// <summary>True for frozen PyTorch models of DeePMD-kit.</summary>
    public bool IsDeepmd => IsTorchScript && EntryNames.Any(n => n.Contains("code/__torch__/deepmd", StringComparison.Ordinal));

    /// <summary>The object of data.pkl.</summary>
    public object? ReadObject() => Unpickler.Load(ReadPickleBytes(), _name);

    /// <summary>The bytes of data.pkl.</summary>
    public byte[] ReadPickleBytes() => Bytes(_zip.Entries[_top + "data.pkl"], MaxPickleBytes);

    /// <summary>Numbers of a tensor, contiguous, row-major and little-endian.</summary>
    public byte[] ReadTensor(PickleTensor tensor, string tensorName)
    {
        PickleStorage storage = tensor.Storage;
        int width = storage.Type.Size();
        long count = 1;
        foreach (long n in tensor.Shape)
        {
            count *= n;
        }

        Charge(count * width, tensorName);
        if (count == 0)
        {
            return [];
        }

        if (!_zip.Entries.TryGetValue($"{_top}data/{storage.Key}", out ZipEntry entry))
        {
            throw IlmlffException.BadData($"{_name}: the numbers of {tensorName} (entry data/{Quote.Short(storage.Key)}) are missing. The file is damaged.");
        }

        if (entry.Size != storage.Count * width)
        {
            throw IlmlffException.BadData(
                $"{_name}: {tensorName} should have {storage.Count} {storage.Type.TorchName()} numbers, its entry data/{Quote.Short(storage.Key)} has {entry.Size} bytes.");
        }

        byte[] raw = ReadStorage(entry, tensorName);
        return Gather(tensor, raw, count, width);
    }

    /// <summary>Tensors that are views of one storage usually follow one another, so the last storage is kept.</summary>
    private byte[] ReadStorage(ZipEntry entry, string tensorName)
    {
        if (_lastStorage is not { } last || last.Key != entry.Name)
        {
            Charge(entry.Size, tensorName);
            _lastStorage = last = (entry.Name, _zip.Read(entry));
        }

        return last.Bytes;
    }

    private void Charge(long bytes, string tensorName)
    {
        _tensorBudget -= bytes;
        if (_tensorBudget < 0)
        {
            throw IlmlffException.BadData($"{_name}: its tensors claim far more numbers than the file holds (at {tensorName}). The file is damaged.");
        }
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        long expected = 1;
        for (int k = tensor.Shape.Length - 1; k >= 0; k--)
        {
            if (tensor.Shape[k] != 1 && tensor.Strides[k] != expected)
            {
                return false;
            }

            expected *= tensor.Shape[k];
        }

        return true;
    }

    /// <summary>Element i0…ik lies at storage[offset + Σ i·stride].</summary>
    private static byte[] Gather(PickleTensor tensor, byte[] raw, long count, int width)
    {
        if (IsContiguous(tensor))
        {
            return raw.AsSpan((int)(tensor.Offset * width), (int)(count * width)).ToArray();
        }

        var result = new byte[count * width];
        var index = new long[tensor.Shape.Length];
        long from = tensor.Offset;
        for (long to = 0; to < count; to++)
        {
            raw.AsSpan((int)(from * width), width).CopyTo(result.AsSpan((int)(to * width)));
            for (int k = index.Length - 1; k >= 0; k--)
            {
                from += tensor.Strides[k];
                if (++index[k] < tensor.Shape[k])
                {
                    break;
                }

                from -= index[k] * tensor.Strides[k];
                index[k] = 0;
            }
        }

        return result;
    }

    private byte[] Bytes(ZipEntry entry, int limit) => entry.Size <= limit
        ? _zip.Read(entry)
        : throw IlmlffException.BadData($"{_name}: its entry '{Quote.Short(entry.Name)}' has {entry.Size} bytes; at most {limit} are read.");
}
