using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.ModelFiles;

/// <summary>The safetensors format: header length, JSON header with name, number format, shape and place of each tensor, raw numbers.</summary>
internal static class Safetensors
{
    private const int MaxHeaderBytes = 64 << 20;
    private const int MaxTensors = 200_000;

    /// <summary>Reads the texts of __metadata__ and all tensors, in the order of the header.</summary>
    public static (Dictionary<string, string> Metadata, TensorTable Tensors) Read(ByteSource source)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(source.Read(0, 8));
        if (length > MaxHeaderBytes || length > (ulong)source.Length - 8)
        {
            throw Bad(source, $"its header claims {length} bytes");
        }

        try
        {
            using var json = JsonDocument.Parse(source.Read(8, (long)length), new JsonDocumentOptions { MaxDepth = 8 });
            return ReadHeader(json.RootElement, source, 8 + (long)length);
        }
        catch (JsonException e)
        {
            throw Bad(source, $"its header is no JSON ({e.Message})");
        }
    }

    private static (Dictionary<string, string> Metadata, TensorTable Tensors) ReadHeader(JsonElement header, ByteSource source, long dataStart)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new TensorTable(source.Name);
        var places = new List<(long Begin, long End)>();
        foreach (JsonProperty property in header.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (JsonProperty text in property.Value.ValueKind == JsonValueKind.Object ? property.Value.EnumerateObject() : default)
                {
                    metadata[text.Name] = text.Value.ValueKind == JsonValueKind.String ? text.Value.GetString()! : throw Bad(source, "a text of its metadata is none");
                }

                continue;
            }

            places.Add(ReadTensor(property, source, dataStart, tensors));
            if (places.Count > MaxTensors)
            {
                throw Bad(source, $"it has more than {MaxTensors} tensors");
            }
        }

        // The format allows neither gaps nor overlaps: each byte belongs to one tensor.
        places.Sort();
        long end = 0;
        foreach ((long begin, long next) in places)
        {
            end = begin == end ? next : throw Bad(source, $"its tensors leave a gap or overlap at byte {end} of the data");
        }

        return dataStart + end == source.Length
            ? (metadata, tensors)
            : throw Bad(source, $"its tensors need {dataStart + end} bytes, the file has {source.Length}");
    }

    private static (long Begin, long End) ReadTensor(JsonProperty property, ByteSource source, long dataStart, TensorTable tensors)
    {
        var fields = new JsonFields(property.Value, source.Name, property.Name.Length > 200 ? "a tensor" : property.Name);
        TensorType type = FromName(fields.Text("dtype")) ?? throw fields.Wrong("dtype", "a number format that is read (F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL)");
        long[] shape = Integers(fields, "shape");
        if (Integers(fields, "data_offsets") is not [var begin, var end] || begin > end || end > source.Length - dataStart || shape.Length > 16)
        {
            throw fields.Wrong("data_offsets", "a place inside the file");
        }

        fields.RefuseOthers();
        long count = 1;
        foreach (long n in shape)
        {
            // Both factors are below 2^53, a product that leaves the file behind is cut off.
            count = n == 0 ? 0 : count > source.Length / n ? long.MaxValue / 16 : count * n;
        }

        if (count * type.Size() != end - begin)
        {
            throw fields.Wrong("shape", $"that of {end - begin} bytes");
        }

        tensors.Add(new StoredTensor(property.Name, type, shape, source.Read(dataStart + begin, end - begin), IsParameter: false));
        return (begin, end);
    }

    private static long[] Integers(JsonFields fields, string name) =>
        [.. fields.Numbers(name).Select(x => x >= 0 && x < 1L << 53 && x == Math.Floor(x) ? (long)x : throw fields.Wrong(name, "a list of sizes"))];

    /// <summary>Writes a file; large number formats first, so that all numbers are aligned.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<StoredTensor> tensors)
    {
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        StoredTensor[] order = [.. tensors.OrderByDescending(t => t.Type.Size())];
        long at = 0;
        foreach (StoredTensor t in order)
        {
            begins[t.Name] = at;
            at += t.Bytes.Length;
        }

        byte[] header = Header(metadata, tensors, begins);
        int padding = (8 - header.Length % 8) % 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.Length + padding));
        stream.Write(length);
        stream.Write(header);
        stream.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        foreach (StoredTensor t in order)
        {
            stream.Write(t.Bytes);
        }
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<StoredTensor> tensors, Dictionary<string, long> begins)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string name, string text) in metadata)
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
            foreach (StoredTensor t in tensors)
            {
                json.WriteStartObject(t.Name);
                json.WriteString("dtype", NameOf(t.Type));
                json.WriteStartArray("shape");
                foreach (long n in t.Shape)
                {
                    json.WriteNumberValue(n);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begins[t.Name]);
                json.WriteNumberValue(begins[t.Name] + t.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string NameOf(TensorType type) => type switch
    {
        TensorType.Float64 => "F64",
        TensorType.Float32 => "F32",
        TensorType.Float16 => "F16",
        TensorType.BFloat16 => "BF16",
        TensorType.Int64 => "I64",
        TensorType.Int32 => "I32",
        TensorType.Int16 => "I16",
        TensorType.Int8 => "I8",
        TensorType.UInt8 => "U8",
        _ => "BOOL",
    };

    private static TensorType? FromName(string name)
    {
        foreach (TensorType type in Enum.GetValues<TensorType>())
        {
            if (NameOf(type) == name)
            {
                return type;
            }
        }

        return null;
    }

    private static IlmlffException Bad(ByteSource source, string what) =>
        IlmlffException.BadData($"{source.Name}: damaged or truncated safetensors file: {what}. Copy or download the file again and compare its size and checksum.");
}
