using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.ModelFiles;

/// <summary>
/// Collects tensors and texts and writes them as a safetensors file (see <see cref="SafetensorsFile"/>): widest elements first,
/// then by name, header padded with blanks to a multiple of 8 bytes, so that every tensor is aligned. The same content gives the
/// same bytes.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly SortedDictionary<string, (TensorType Type, long[] Shape, byte[] Bytes)> _tensors =
        new(StringComparer.Ordinal);

    /// <summary>Texts for <c>__metadata__</c>; written in the order of their names.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds an F64 tensor.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values)
    {
        byte[] bytes = Reserve(name, TensorType.F64, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
    }

    /// <summary>Adds an F32 tensor.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = Reserve(name, TensorType.F32, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
    }

    /// <summary>Adds an I64 tensor.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values)
    {
        byte[] bytes = Reserve(name, TensorType.I64, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
    }

    /// <summary>Adds an I32 tensor.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values)
    {
        byte[] bytes = Reserve(name, TensorType.I32, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
    }

    /// <summary>Adds a U8 tensor.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values) =>
        values.CopyTo(Reserve(name, TensorType.U8, shape, values.Length));

    /// <summary>Adds a BOOL tensor.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<bool> values)
    {
        byte[] bytes = Reserve(name, TensorType.BOOL, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            bytes[i] = (byte)(values[i] ? 1 : 0);
    }

    /// <summary>Adds a tensor of any type as its raw little-endian bytes.</summary>
    public void AddRaw(string name, TensorType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes) =>
        bytes.CopyTo(Reserve(name, type, shape, bytes.Length / type.Size()));

    /// <summary>
    /// Writes to a file: first beside it under a temporary name, then renamed, so that no reader sees half a file.
    /// </summary>
    /// <exception cref="IlmlffException">The file can't be written.</exception>
    public void Write(string path)
    {
        string partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (FileStream to = File.Create(partial))
                Write(to);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            if (File.Exists(partial))
                File.Delete(partial);
            throw new IlmlffException(ErrorKind.Failed, $"{path} can't be written: {DiskFailure.Text(e)}", e);
        }
    }

    /// <summary>Writes to a stream.</summary>
    public void Write(Stream to)
    {
        var ordered = _tensors.OrderByDescending(t => t.Value.Type.Size()).ToList();
        byte[] header = Header(ordered.ConvertAll(t => (t.Key, t.Value.Type, t.Value.Shape, (long)t.Value.Bytes.Length)));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        to.Write(length);
        to.Write(header);
        foreach ((_, (_, _, byte[] bytes)) in ordered)
            to.Write(bytes);
    }

    private byte[] Header(List<(string Name, TensorType Type, long[] Shape, long Length)> tensors)
    {
        var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in Metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long end = 0;
            foreach ((string name, TensorType type, long[] shape, long length) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type.ToString());
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [end, end + length]);
                json.WriteEndObject();
                end += length;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long n in numbers)
            json.WriteNumberValue(n);
        json.WriteEndArray();
    }

    private byte[] Reserve(string name, TensorType type, ReadOnlySpan<long> shape, int count)
    {
        long product = 1;
        foreach (long length in shape)
            product = checked(product * length);
        if (product != count)
            throw new ArgumentException($"Tensor '{name}' of shape [{string.Join(", ", shape.ToArray())}] can't hold {count} "
                + "values.", nameof(shape));
        if (name == "__metadata__" || !_tensors.TryAdd(name, (type, shape.ToArray(), new byte[(long)count * type.Size()])))
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        return _tensors[name].Bytes;
    }
}
