using System.Buffers.Binary;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.ModelFiles;

/// <summary>Where a tensor is in the data part of a safetensors file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Length of each dimension; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the beginning of the data part.</param>
/// <param name="End">Byte behind the last one.</param>
public sealed record TensorEntry(TensorType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Number of elements.</summary>
    public int Count => (int)((End - Begin) / Type.Size());
}

/// <summary>
/// A safetensors file in memory: 8 bytes length of the header (little-endian), a JSON header that names type, shape and place of
/// each tensor and holds a map of texts under <c>__metadata__</c>, then the tensors, row-major, little-endian, without gaps.
/// Format: https://github.com/huggingface/safetensors#format.
/// </summary>
/// <remarks>
/// Reading is strict: what the format forbids (overlaps, gaps, data behind the last tensor, duplicate names, sizes that do not
/// match shape and type) is refused before any tensor is touched. Nothing is allocated beyond the file's own size.
/// </remarks>
public sealed class SafetensorsFile
{
    /// <summary>Header bytes accepted at most, as in the format's reference implementation.</summary>
    public const int LongestHeader = 100_000_000;

    private readonly byte[] _content;
    private readonly int _dataStart;

    private SafetensorsFile(string name, byte[] content, int dataStart, SafetensorsHeader header)
    {
        Name = name;
        _content = content;
        _dataStart = dataStart;
        Metadata = header.Metadata;
        Tensors = header.Tensors;
    }

    /// <summary>Name of the file, for messages.</summary>
    public string Name { get; }

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Does a file look like safetensors? Looks at its first bytes: a plausible length, then '{'.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> firstBytes) =>
        firstBytes.Length >= 9 && firstBytes[8] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(firstBytes) is >= 2 and <= LongestHeader;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IlmlffException">The file can't be read, or is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(string path)
    {
        if (!File.Exists(path))
            throw IlmlffException.BadData($"{path}: no such file. Check the name and the current folder "
                + $"({Directory.GetCurrentDirectory()}).");
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.BadData($"{path} can't be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a file that is already in memory; the bytes are kept, not copied.</summary>
    /// <exception cref="IlmlffException">Not a valid safetensors file.</exception>
    public static SafetensorsFile Parse(byte[] content, string name)
    {
        if (content.Length < 8)
            throw Bad(name, $"it has {content.Length} bytes; expected at least 8 for the length of its header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(content);
        if (length > LongestHeader)
            throw Bad(name, $"its header would be {length} bytes long; at most {LongestHeader} are allowed");
        if (length > (ulong)content.Length - 8)
            throw Bad(name, $"its header is {length} bytes long, but only {content.Length - 8} bytes follow; it is truncated");
        int dataStart = 8 + (int)length;
        SafetensorsHeader header = SafetensorsHeader.Parse(content.AsSpan(8, (int)length), content.Length - dataStart, name);
        return new(name, content, dataStart, header);
    }

    /// <summary>The raw bytes of a tensor.</summary>
    /// <exception cref="IlmlffException">There is no tensor of this name.</exception>
    public ReadOnlySpan<byte> Bytes(string tensor)
    {
        TensorEntry e = Entry(tensor);
        return _content.AsSpan(_dataStart + (int)e.Begin, (int)(e.End - e.Begin));
    }

    /// <summary>Values of an F64 or F32 tensor, row-major.</summary>
    /// <exception cref="IlmlffException">There is no tensor of this name, or it has another type.</exception>
    public double[] Doubles(string tensor)
    {
        ReadOnlySpan<byte> bytes = Bytes(tensor);
        var values = new double[Entry(tensor).Count];
        switch (Entry(tensor).Type)
        {
            case TensorType.F64:
                for (int i = 0; i < values.Length; i++)
                    values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                return values;
            case TensorType.F32:
                for (int i = 0; i < values.Length; i++)
                    values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                return values;
            default:
                throw WrongType(tensor, "F64 or F32");
        }
    }

    /// <summary>Values of an F32 tensor, row-major.</summary>
    /// <exception cref="IlmlffException">There is no tensor of this name, or it has another type.</exception>
    public float[] Floats(string tensor)
    {
        if (Entry(tensor).Type != TensorType.F32)
            throw WrongType(tensor, "F32");
        return Array.ConvertAll(Doubles(tensor), v => (float)v);
    }

    /// <summary>Values of an I64, I32 or U8 tensor, row-major.</summary>
    /// <exception cref="IlmlffException">There is no tensor of this name, or it has another type.</exception>
    public long[] Integers(string tensor)
    {
        ReadOnlySpan<byte> bytes = Bytes(tensor);
        TensorType type = Entry(tensor).Type;
        if (type is not (TensorType.I64 or TensorType.I32 or TensorType.U8))
            throw WrongType(tensor, "I64, I32 or U8");
        var values = new long[Entry(tensor).Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = type switch
            {
                TensorType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
                TensorType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
                _ => bytes[i],
            };
        }

        return values;
    }

    /// <summary>Values of a BOOL tensor.</summary>
    /// <exception cref="IlmlffException">
    /// There is no tensor of this name, it has another type, or a byte is neither 0 nor 1.
    /// </exception>
    public bool[] Booleans(string tensor)
    {
        if (Entry(tensor).Type != TensorType.BOOL)
            throw WrongType(tensor, "BOOL");
        ReadOnlySpan<byte> bytes = Bytes(tensor);
        var values = new bool[bytes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (bytes[i] > 1)
                throw Bad(Name, $"tensor '{tensor}' of type BOOL holds the byte {bytes[i]}; expected 0 or 1");
            values[i] = bytes[i] == 1;
        }

        return values;
    }

    /// <summary>An error about a safetensors file.</summary>
    internal static IlmlffException Bad(string name, string what, Exception? inner = null) =>
        IlmlffException.BadData($"{name} is not a valid safetensors file: {what}. Copy or make it anew.", inner);

    private TensorEntry Entry(string tensor)
    {
        if (Tensors.TryGetValue(tensor, out TensorEntry? entry))
            return entry;
        string hint = Tensors.Count == 0 ? "it has no tensors" : $"the nearest name is '{NearestWord.To(tensor, Tensors.Keys)}'";
        throw IlmlffException.BadData($"{Name} has no tensor '{tensor}'; {hint}.");
    }

    private IlmlffException WrongType(string tensor, string expected) =>
        IlmlffException.BadData($"{Name}: tensor '{tensor}' has type {Entry(tensor).Type}; expected {expected}.");
}
