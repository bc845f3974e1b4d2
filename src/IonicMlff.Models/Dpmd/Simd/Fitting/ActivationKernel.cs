using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Fitting;

/// <summary>
/// Activation functions with their derivatives, to a few roundings of the largest value; formulas that lose relative accuracy near zero
/// are fine, since what is added to the results is absolute.
/// </summary>
internal static unsafe class ActivationKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private const double GeluFactor = 0.79788456080286535588; // √(2/π)
    private const double GeluCubic = 0.044715;

    /// <summary>x ← φ(x), slope ← φ'(x); whole registers.</summary>
    public static void Apply(DpmdLayer layer, T* x, T* slope, long count)
    {
        switch (layer.Activation)
        {
            case DpmdActivation.Linear:
                Linear(slope, count);
                break;
            case DpmdActivation.Tanh:
                Tanh(x, slope, count);
                break;
            default:
                Other(layer, x, slope, count);
                break;
        }
    }

    private static void Linear(T* slope, long count)
    {
        for (long k = 0; k < count; k += L.Count)
            L.Store(L.Spread(1.0), slope + k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tanh(T* x, T* slope, long count)
    {
        V one = L.Spread(1.0);
        for (long k = 0; k < count; k += L.Count)
        {
            V t = Tanh(L.Load(x + k));
            L.Store(t, x + k);
            L.Store(L.Subtract(one, L.Multiply(t, t)), slope + k);
        }
    }

    private static void Other(DpmdLayer layer, T* x, T* slope, long count)
    {
        for (long k = 0; k < count; k += L.Count)
        {
            V value, derivative, argument = L.Load(x + k);
            switch (layer.Activation)
            {
                case DpmdActivation.Relu:
                    (value, derivative) = (L.Max(argument, L.Zero), L.Step(argument));
                    break;
                case DpmdActivation.Relu6:
                    V six = L.Spread(6.0);
                    (value, derivative) = (
                        L.Min(L.Max(argument, L.Zero), six), L.Multiply(L.Step(argument), L.Step(L.Subtract(six, argument))));
                    break;
                case DpmdActivation.Softplus:
                    (value, derivative) = (Softplus(argument), Sigmoid(argument));
                    break;
                case DpmdActivation.Sigmoid:
                    value = Sigmoid(argument);
                    derivative = L.Multiply(value, L.Subtract(L.Spread(1.0), value));
                    break;
                case DpmdActivation.Gelu:
                    Gelu(argument, out value, out derivative);
                    break;
                case DpmdActivation.Silu:
                    Silu(argument, out value, out derivative);
                    break;
                case DpmdActivation.Silut:
                    Silut(argument, layer.ActivationThreshold, out value, out derivative);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(layer));
            }

            L.Store(value, x + k);
            L.Store(derivative, slope + k);
        }
    }

    // ½x(1 + tanh(k(x + c x³)))
    private static void Gelu(V x, out V value, out V derivative)
    {
        V half = L.Spread(0.5), one = L.Spread(1.0), x2 = L.Multiply(x, x);
        V t = Tanh(L.Multiply(L.Multiply(L.Spread(GeluFactor), x), L.Fma(L.Spread(GeluCubic), x2, one)));
        V sum = L.Multiply(half, L.Add(one, t));
        value = L.Multiply(x, sum);
        V inner = L.Multiply(L.Spread(GeluFactor), L.Fma(L.Spread(3 * GeluCubic), x2, one));
        derivative = L.Fma(L.Multiply(half, x), L.Multiply(L.Subtract(one, L.Multiply(t, t)), inner), sum);
    }

    private static void Silu(V x, out V value, out V derivative)
    {
        V one = L.Spread(1.0), s = Sigmoid(x);
        value = L.Multiply(x, s);
        derivative = L.Multiply(s, L.Fma(x, L.Subtract(one, s), one));
    }

    // With a = min(x, T), b = max(x − T, 0): silu(a) + tanh(k b), whose slope is silu'(a)·(1 − tanh²(k b)), as silu'(T) = k.
    private static void Silut(V x, double threshold, out V value, out V derivative)
    {
        double sigmoid = 1 / (1 + Math.Exp(-threshold)), k = sigmoid * (1 + threshold * (1 - sigmoid));
        Silu(L.Min(x, L.Spread(threshold)), out value, out derivative);
        V t = Tanh(L.Multiply(L.Spread(k), L.Max(L.Subtract(x, L.Spread(threshold)), L.Zero)));
        value = L.Add(value, t);
        derivative = L.Multiply(derivative, L.Subtract(L.Spread(1.0), L.Multiply(t, t)));
    }

    // max(x, 0) + ln(1 + u), u = e^−|x|; ln(1 + u) = 2 artanh z = 2 Σ z^(2k+1)/(2k+1), z = u/(2 + u) ≤ 1/3
    private static V Softplus(V x)
    {
        const int Terms = 17;
        V u = Exp(L.Min(x, L.Subtract(L.Zero, x)));
        V z = L.Divide(u, L.Add(u, L.Spread(2.0))), z2 = L.Multiply(z, z), sum = L.Spread(1.0 / (2 * Terms + 1));
        for (int k = Terms - 1; k >= 0; k--)
            sum = L.Fma(sum, z2, L.Spread(1.0 / (2 * k + 1)));
        return L.Fma(L.Multiply(z, L.Spread(2.0)), sum, L.Max(x, L.Zero));
    }

    private static V Sigmoid(V x)
    {
        V one = L.Spread(1.0);
        return L.Divide(one, L.Add(one, Exp(L.Subtract(L.Zero, x))));
    }

    // 1 − 2/(e^2x + 1)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tanh(V x)
    {
        V one = L.Spread(1.0), two = L.Spread(2.0);
        return L.Subtract(one, L.Divide(two, L.Add(one, Exp(L.Multiply(two, x)))));
    }

    // e^x = 2ⁿ e^r, n = round(x/ln 2), |r| ≤ ½ ln 2: Taylor series of e^r, the exponent held inside the range of the arithmetic.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exp(V x)
    {
        bool single = typeof(T) == typeof(float);
        double limit = single ? 87 : 708;
        x = L.Max(L.Min(x, L.Spread(limit)), L.Spread(-limit));
        V rounded = L.Fma(x, L.Spread(1.4426950408889634074), L.RoundingConstant), n = L.Subtract(rounded, L.RoundingConstant);

        // ln 2 in two parts, the first short enough that n times it is exact
        V r = L.Fma(n, L.Spread(single ? -0.693359375 : -0.693147180369123816490), x);
        r = L.Fma(n, L.Spread(single ? 2.12194440054690583e-4 : -1.90821492927058770002e-10), r);
        V p = L.Spread(1.0 / 5040);
        if (!single)
        {
            p = L.Fma(L.Spread(1.0 / 6227020800), r, L.Spread(1.0 / 479001600));
            p = L.Fma(p, r, L.Spread(1.0 / 39916800));
            p = L.Fma(p, r, L.Spread(1.0 / 3628800));
            p = L.Fma(p, r, L.Spread(1.0 / 362880));
            p = L.Fma(p, r, L.Spread(1.0 / 40320));
            p = L.Fma(p, r, L.Spread(1.0 / 5040));
        }

        p = L.Fma(p, r, L.Spread(1.0 / 720));
        p = L.Fma(p, r, L.Spread(1.0 / 120));
        p = L.Fma(p, r, L.Spread(1.0 / 24));
        p = L.Fma(p, r, L.Spread(1.0 / 6));
        p = L.Fma(p, r, L.Spread(0.5));
        p = L.Fma(p, r, L.Spread(1.0));
        p = L.Fma(p, r, L.Spread(1.0));
        return L.Multiply(p, L.PowerOfTwo(rounded));
    }
}
