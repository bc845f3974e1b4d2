namespace TorchSharp;

/// <summary>Kinds of devices, numbered as libtorch numbers them.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>Element types, numbered as libtorch numbers them.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
        BFloat16 = 15,
    }

    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

#pragma warning disable CA1051, CA2211, IDE1006 // fields, because they are fields there
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType @int = ScalarType.Int32;
    public static ScalarType @long = ScalarType.Int64;
    public static ScalarType @float = ScalarType.Float32;
    public static ScalarType @double = ScalarType.Float64;

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device CUDA = new(DeviceType.CUDA);
#pragma warning restore CA1051, CA2211, IDE1006

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    /// <summary>Limits of a floating-point type.</summary>
    /// <exception cref="ArgumentException">The type is none.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => new FInfo { bits = 64, eps = Math.ScaleB(1, -52), max = double.MaxValue, min = double.MinValue, tiny = 2.2250738585072014e-308 },
        ScalarType.Float32 => new FInfo { bits = 32, eps = Math.ScaleB(1, -23), max = float.MaxValue, min = float.MinValue, tiny = Math.ScaleB(1, -126) },
        ScalarType.Float16 => new FInfo { bits = 16, eps = Math.ScaleB(1, -10), max = 65504, min = -65504, tiny = Math.ScaleB(1, -14) },
        ScalarType.BFloat16 => new FInfo { bits = 16, eps = Math.ScaleB(1, -7), max = 3.3895313892515355e38, min = -3.3895313892515355e38, tiny = Math.ScaleB(1, -126) },
        _ => throw new ArgumentException($"{dtype} is not a floating-point type.", nameof(dtype)),
    };

#pragma warning disable CA1815, CA1051, IDE1006
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
    }
#pragma warning restore CA1815, CA1051, IDE1006
}
