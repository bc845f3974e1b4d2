using System.Text.Json;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.ModelFiles;

/// <summary>Reads and validates the JSON header of a safetensors file.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";
    private const int MostDimensions = 64;

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, TensorEntry> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a header; <paramref name="dataLength"/> bytes follow it.</summary>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        var header = new SafetensorsHeader();
        if (json.Length == 0 || json[0] != (byte)'{')
            throw SafetensorsFile.Bad(file, "its header does not begin with '{'");
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            while (NextKey(ref reader) is { } key)
            {
                if (key == MetadataKey)
                    header.ReadMetadata(ref reader, file);
                else
                    header.ReadTensor(ref reader, key, file);
            }

            reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw SafetensorsFile.Bad(file, $"its header is damaged ({Quote.Short(e.Message)})", e);
        }

        header.CheckPlaces(dataLength, file);
        return header;
    }

    private static string? NextKey(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.EndObject ? null : reader.GetString();
    }

    private void ReadMetadata(ref Utf8JsonReader reader, string file)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject || Metadata.Count > 0)
            throw SafetensorsFile.Bad(file, $"{MetadataKey} must be one map of texts");
        while (NextKey(ref reader) is { } key)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw SafetensorsFile.Bad(file, $"{MetadataKey} '{Quote.Short(key)}' is a {reader.TokenType}; expected a text");
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw SafetensorsFile.Bad(file, $"{MetadataKey} '{Quote.Short(key)}' is given twice");
        }
    }

    private void ReadTensor(ref Utf8JsonReader reader, string name, string file)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}' is described by a {reader.TokenType}; expected dtype, "
                + "shape and data_offsets");
        TensorType? type = null;
        List<long>? shape = null, offsets = null;
        while (NextKey(ref reader) is { } key)
        {
            reader.Read();
            bool isNew = key switch
            {
                "dtype" => type is null,
                "shape" => shape is null,
                "data_offsets" => offsets is null,
                _ => false,
            };
            if (!isNew)
                throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}': '{Quote.Short(key)}' is unknown or given twice; "
                    + "expected dtype, shape, data_offsets");
            if (key == "dtype")
                type = ReadType(ref reader, name, file);
            else if (key == "shape")
                shape = ReadNumbers(ref reader, name, file);
            else
                offsets = ReadNumbers(ref reader, name, file);
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
            throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}' needs dtype, shape and two data_offsets");
        if (!Tensors.TryAdd(name, new(type.Value, shape, offsets[0], offsets[1])))
            throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}' is described twice");
    }

    private static TensorType ReadType(ref Utf8JsonReader reader, string name, string file)
    {
        string? word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach (TensorType type in Enum.GetValues<TensorType>())
        {
            if (type.ToString() == word)
                return type;
        }

        throw SafetensorsFile.Bad(
            file, $"tensor '{Quote.Short(name)}' has dtype '{Quote.Short(word ?? reader.TokenType.ToString())}'; expected one of "
                + $"{string.Join(' ', Enum.GetNames<TensorType>())}");
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string file)
    {
        var numbers = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}': shape and data_offsets must be lists of numbers");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            bool isNumber = reader.TokenType == JsonTokenType.Number;
            if (!isNumber || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count == MostDimensions)
                throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}': shape and data_offsets must be at most "
                    + $"{MostDimensions} whole numbers from 0 on");
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>
    /// Each tensor has the size its shape says, and all of them together are the data part, without gaps or overlaps.
    /// </summary>
    private void CheckPlaces(long dataLength, string file)
    {
        long end = 0;
        foreach ((string name, TensorEntry t) in Tensors.OrderBy(t => t.Value.Begin).ThenBy(t => t.Value.End))
        {
            if (t.Begin != end)
                throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}' begins at byte {t.Begin} where the one before "
                    + $"ends at {end}: they overlap or leave a gap");
            if (t.End < t.Begin || t.End > dataLength)
                throw SafetensorsFile.Bad(file, $"tensor '{Quote.Short(name)}' lies at bytes {t.Begin} to {t.End} of "
                    + $"{dataLength}");
            UInt128 size = (UInt128)t.Type.Size();
            bool tooLarge = false;
            foreach (long length in t.Shape)
            {
                size *= (UInt128)length;
                tooLarge |= size > long.MaxValue;
                size = tooLarge ? 0 : size;
            }

            if (tooLarge || size != (UInt128)(t.End - t.Begin))
            {
                throw SafetensorsFile.Bad(
                    file, $"tensor '{Quote.Short(name)}' of shape [{Quote.Short(string.Join(", ", t.Shape))}] and type {t.Type} "
                        + $"has {t.End - t.Begin} bytes");
            }

            end = t.End;
        }

        if (end != dataLength)
            throw SafetensorsFile.Bad(file, $"{dataLength - end} bytes follow the last tensor; nothing may");
    }
}
