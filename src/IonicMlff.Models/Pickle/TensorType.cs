using System.Numerics;
using System.Runtime.InteropServices;

namespace IonicMlff.Models.Pickle;

/// <summary>Number formats of stored tensors.</summary>
internal enum TensorType
{
    Float64,
    Float32,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,
}

/// <summary>Sizes and widening of the number formats.</summary>
internal static class TensorTypes
{
    public static int Size(this TensorType type) => type switch
    {
        TensorType.Float64 or TensorType.Int64 => 8,
        TensorType.Float32 or TensorType.Int32 => 4,
        TensorType.Float16 or TensorType.BFloat16 or TensorType.Int16 => 2,
        _ => 1,
    };

    public static bool IsFloating(this TensorType type) => type <= TensorType.BFloat16;

    /// <summary>Torch's name of the format.</summary>
    public static string TorchName(this TensorType type) => type switch
    {
        TensorType.Float64 => "float64",
        TensorType.Float32 => "float32",
        TensorType.Float16 => "float16",
        TensorType.BFloat16 => "bfloat16",
        TensorType.Int64 => "int64",
        TensorType.Int32 => "int32",
        TensorType.Int16 => "int16",
        TensorType.Int8 => "int8",
        TensorType.UInt8 => "uint8",
        _ => "bool",
    };

    /// <summary>The format of a torch storage class such as DoubleStorage, or null.</summary>
    public static TensorType? FromStorageClass(string name) => name switch
    {
        "DoubleStorage" => TensorType.Float64,
        "FloatStorage" => TensorType.Float32,
        "HalfStorage" => TensorType.Float16,
        "BFloat16Storage" => TensorType.BFloat16,
        "LongStorage" => TensorType.Int64,
        "IntStorage" => TensorType.Int32,
        "ShortStorage" => TensorType.Int16,
        "CharStorage" => TensorType.Int8,
        "ByteStorage" => TensorType.UInt8,
        "BoolStorage" => TensorType.Bool,
        _ => null,
    };

    /// <summary>Little-endian numbers as doubles (exact but for int64 beyond 2^53).</summary>
    public static double[] ToDoubles(this TensorType type, ReadOnlySpan<byte> bytes) => type switch
    {
        // The processors this runs on are little-endian, so the bytes are the numbers.
        TensorType.Float64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        TensorType.Float32 => Widen<float>(bytes),
        TensorType.Float16 => Widen<Half>(bytes),
        TensorType.BFloat16 =>
            Array.ConvertAll(MemoryMarshal.Cast<byte, short>(bytes).ToArray(), b => (double)BitConverter.Int32BitsToSingle(b << 16)),
        TensorType.Int64 => Widen<long>(bytes),
        TensorType.Int32 => Widen<int>(bytes),
        TensorType.Int16 => Widen<short>(bytes),
        TensorType.Int8 => Widen<sbyte>(bytes),
        _ => Widen<byte>(bytes),
    };

    private static double[] Widen<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes);
        var values = new double[numbers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateTruncating(numbers[i]);
        }

        return values;
    }
}
