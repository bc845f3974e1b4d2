using TorchSharp.Native;
using static TorchSharp.Native.ilmlff_torch_kind;

namespace TorchSharp;

/// <summary>A number handed to an operator. It holds nothing native here, so disposing it is allowed and does nothing.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(ilmlff_torch_kind kind, long integer, double number, torch.ScalarType? type = null)
    {
        Kind = kind;
        Integer = integer;
        Number = number;
        Type = type ?? kind switch
        {
            ILMLFF_TORCH_NUMBER => torch.ScalarType.Float64,
            ILMLFF_TORCH_BOOLEAN => torch.ScalarType.Bool,
            _ => torch.ScalarType.Int64,
        };
    }

    internal ilmlff_torch_kind Kind { get; }

    internal long Integer { get; }

    internal double Number { get; }

    /// <summary>libtorch keeps integers as int64, floating-point numbers as float64.</summary>
    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => new(ILMLFF_TORCH_INTEGER, value, 0);

    public static implicit operator Scalar(sbyte value) => new(ILMLFF_TORCH_INTEGER, value, 0);

    public static implicit operator Scalar(short value) => new(ILMLFF_TORCH_INTEGER, value, 0);

    public static implicit operator Scalar(int value) => new(ILMLFF_TORCH_INTEGER, value, 0);

    public static implicit operator Scalar(long value) => new(ILMLFF_TORCH_INTEGER, value, 0);

    public static implicit operator Scalar(float value) => new(ILMLFF_TORCH_NUMBER, 0, value);

    public static implicit operator Scalar(double value) => new(ILMLFF_TORCH_NUMBER, 0, value);

    public static implicit operator Scalar(bool value) => new(ILMLFF_TORCH_BOOLEAN, value ? 1 : 0, 0);

    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.ToDouble();

    public static double ToDouble(this Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Kind == ILMLFF_TORCH_NUMBER ? value.Number : value.Integer;
    }

    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());

    public static long ToInt64(this Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Kind == ILMLFF_TORCH_NUMBER ? checked((long)value.Number) : value.Integer;
    }

    public static bool ToBoolean(this Scalar value) => value.ToDouble() != 0;
}
