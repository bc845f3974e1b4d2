using System.Runtime.Intrinsics;

namespace IonicMlff.Models.Simd.Lanes;

/// <summary>
/// Arithmetic on one SIMD register <typeparamref name="V"/> of scalars <typeparamref name="T"/>. Kernels take the implementing struct
/// as a type argument, so the compiler writes each of them once per width and precision, with every call inlined.
/// </summary>
/// <remarks>
/// The register type is a type argument of its own: wrapping it in the struct costs a register move per multiply-add.
/// </remarks>
internal unsafe interface ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Scalars per register.</summary>
    static abstract int Count { get; }

    static abstract V Zero { get; }

    /// <summary>1.5·2^m, m the bits of the mantissa: x + this − this is x rounded to an integer.</summary>
    static abstract V RoundingConstant { get; }

    static abstract V Load(T* p);

    /// <summary>As many doubles, rounded to scalars.</summary>
    static abstract V LoadDoubles(double* p);

    static abstract void Store(V a, T* p);

    /// <summary>The scalar at p in every lane.</summary>
    static abstract V Spread(T* p);

    /// <summary>A number in every lane.</summary>
    static abstract V Spread(double x);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a·b + c.</summary>
    static abstract V Fma(V a, V b, V c);

    static abstract V Max(V a, V b);

    static abstract V Min(V a, V b);

    static abstract V Sqrt(V a);

    /// <summary>1 where a &gt; 0, else 0.</summary>
    static abstract V Step(V a);

    /// <summary>2ⁿ for an integer n given as n + <see cref="RoundingConstant"/>; n must be a normal exponent.</summary>
    static abstract V PowerOfTwo(V rounded);

    /// <summary>The integer n of a stored scalar n + <see cref="RoundingConstant"/>.</summary>
    static abstract int IntegerOf(T* rounded);

    /// <summary>Sum over the lanes.</summary>
    static abstract T Sum(V a);

    /// <summary>Sums over the lanes of each of four registers, in order.</summary>
    static abstract Vector256<double> SumFour(V a, V b, V c, V d);

    static abstract T FromDouble(double x);

    static abstract double ToDouble(T x);
}
