namespace IonicMlff.Models.Mace.Simd.Lanes;

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

    static abstract V Load(T* p);

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

    /// <summary>Sum over the lanes.</summary>
    static abstract T Sum(V a);

    static abstract T FromDouble(double x);

    static abstract double ToDouble(T x);
}
