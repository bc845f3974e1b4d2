using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// Edge features of a distance: φ_n(x(d))·f(d), n = 1..B, with transform x, basis φ and polynomial envelope f; when the model
/// applies the envelope after its networks, features are φ_n(x(d)) and <see cref="Factor"/> is f(d) (otherwise 1).
/// </summary>
internal sealed class RadialStage(MaceModel model)
{
    private readonly RadialBasis basis = model.Radial;
    private readonly RowBuffer factor = new(1);
    private readonly RowBuffer factorSlope = new(1);
    private readonly RowBuffer slopes = new(model.Radial.Weights.Length); // d(feature)/dd

    /// <summary>B features per edge.</summary>
    public RowBuffer Features { get; } = new(model.Radial.Weights.Length);

    /// <summary>What multiplies the outputs of the networks, per edge.</summary>
    public ReadOnlySpan<double> Factor => factor.All;

    /// <summary>Features and their slopes for every edge.</summary>
    public void Compute(EdgeStage edges, ReadOnlySpan<int> species, int localCount)
    {
        Features.Resize(edges.Count);
        slopes.Resize(edges.Count);
        factor.Resize(edges.Count);
        factorSlope.Resize(edges.Count);
        for (int i = 0; i < localCount; i++)
        {
            for (int e = edges.RowStart[i]; e < edges.RowStart[i + 1]; e++)
            {
                (factor.All[e], factorSlope.All[e]) =
                    Evaluate(edges.Distance[e], species[edges.Sender[e]], species[i], Features[e], slopes[e]);
            }
        }
    }

    /// <summary>Features and their slopes at one distance; returns the factor of the networks' outputs and its slope.</summary>
    public (double Factor, double Slope) Evaluate(double d, int sender, int receiver, Span<double> phi, Span<double> slope)
    {
        (double x, double dx) = Transform(d, sender, receiver);
        (double f, double df) = Envelope(d, model.Cutoff, basis.EnvelopePower);
        Basis(x, phi, slope);
        for (int n = 0; n < phi.Length; n++)
        {
            slope[n] *= dx;
            if (basis.ApplyCutoff)
                (phi[n], slope[n]) = (phi[n] * f, slope[n] * f + phi[n] * df);
        }

        return basis.ApplyCutoff ? (1, 0) : (f, df);
    }

    /// <summary>∂E/∂d += Σ_n ∂E/∂feature_n · dfeature_n/dd + ∂E/∂factor · dfactor/dd of edge e.</summary>
    public void Reverse(int e, ReadOnlySpan<double> featuresGrad, double factorGrad, EdgeStage edges)
    {
        double g = factorGrad * factorSlope.All[e];
        Span<double> slope = slopes[e];
        for (int n = 0; n < slope.Length; n++)
            g += featuresGrad[n] * slope[n];
        edges.DistanceGrad[e] += g;
    }

    /// <summary>
    /// f(u) = 1 − (p+1)(p+2)/2·u^p + p(p+2)·u^(p+1) − p(p+1)/2·u^(p+2), u = d/cutoff, and df/dd; zero from the cutoff on.
    /// </summary>
    public static (double Value, double Slope) Envelope(double d, double cutoff, double p)
    {
        if (d >= cutoff)
            return (0, 0);

        double u = d / cutoff, power = Math.Pow(u, p - 1); // df/du = −p(p+1)(p+2)/2·u^(p−1)·(1−u)²
        double value = 1 - power * u * ((p + 1) * (p + 2) / 2 - u * (p * (p + 2) - u * (p * (p + 1) / 2)));
        return (value, -p * (p + 1) * (p + 2) / 2 * power * (1 - u) * (1 - u) / cutoff);
    }

    private (double X, double Slope) Transform(double d, int sender, int receiver)
    {
        switch (basis.Transform)
        {
            case TransformKind.None:
                return (d, 1);
            case TransformKind.Agnesi:
                return Agnesi(d, (Radius(sender) + Radius(receiver)) / 2);
            case TransformKind.Soft:
                return Soft(d, Radius(sender) + Radius(receiver));
            default:
                throw new InvalidOperationException($"Distance transform {basis.Transform}.");
        }
    }

    // x = 1/(1 + a·t^q/(1 + t^(q−p))), t = d/r0
    private (double X, double Slope) Agnesi(double d, double r0)
    {
        double a = basis.TransformParameters[0], q = basis.TransformParameters[1], p = basis.TransformParameters[2];
        double t = d / r0, tq = Math.Pow(t, q), tqp = Math.Pow(t, q - p);
        double h = a * tq / (1 + tqp), x = 1 / (1 + h);
        double dhdt = h * (q - (q - p) * tqp / (1 + tqp)) / t;
        return (x, -x * x * dhdt / r0);
    }

    // x = p0 + (d−p0)·½[1 + tanh(α/(p1−p0)·(d−m))], p0 = ¾r0, p1 = 4/3·r0, m = ½(p0+p1)
    private (double X, double Slope) Soft(double d, double r0)
    {
        double p0 = 0.75 * r0, p1 = 4.0 / 3 * r0, alpha = basis.TransformParameters[0] / (p1 - p0);
        double tanh = Math.Tanh(alpha * (d - (p0 + p1) / 2));
        return (p0 + (d - p0) * 0.5 * (1 + tanh), 0.5 * (1 + tanh) + (d - p0) * 0.5 * alpha * (1 - tanh * tanh));
    }

    private double Radius(int z) => basis.CovalentRadii[model.AtomicNumbers[z]];

    private void Basis(double x, Span<double> phi, Span<double> slope)
    {
        for (int n = 0; n < phi.Length; n++)
        {
            double w = basis.Weights[n];
            switch (basis.Kind)
            {
                case BasisKind.Bessel: // c·sin(wx)/x
                    phi[n] = basis.Factor * Math.Sin(w * x) / x;
                    slope[n] = (basis.Factor * w * Math.Cos(w * x) - phi[n]) / x;
                    break;
                case BasisKind.Gaussian: // exp(c·(x−w)²)
                    phi[n] = Math.Exp(basis.Factor * (x - w) * (x - w));
                    slope[n] = 2 * basis.Factor * (x - w) * phi[n];
                    break;
                case BasisKind.Chebyshev: // T_w(x)
                    (phi[n], slope[n]) = Chebyshev((int)w, x);
                    break;
                default:
                    throw new InvalidOperationException($"Radial basis {basis.Kind}.");
            }
        }
    }

    // T_{k+1} = 2x T_k − T_{k−1}
    private static (double Value, double Slope) Chebyshev(int order, double x)
    {
        (double previous, double previousSlope, double value, double slope) = (1, 0, x, 1);
        for (int k = 1; k < order; k++)
            (previous, previousSlope, value, slope) = (value, slope, 2 * x * value - previous, 2 * value + 2 * x * slope - previousSlope);
        return order == 0 ? (1, 0) : (value, slope);
    }
}
