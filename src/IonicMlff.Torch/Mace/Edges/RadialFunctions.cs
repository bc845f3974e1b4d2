using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Features of pairs: φ_n(x(d))·f(d), n = 1..B, with distance transform x, basis φ and polynomial envelope f; or φ_n(x(d)) alone with f
/// apart, where the model applies the envelope to the outputs of its networks.
/// </summary>
internal sealed class RadialFunctions : Stage
{
    private readonly MaceModel model;
    private readonly RadialBasis basis;
    private readonly Tensor weights;   // w_n, g_n
    private readonly Tensor radii;     // covalent radius by element

    public RadialFunctions(ParameterSet parameters, MaceModel model)
    {
        (this.model, basis) = (model, model.Radial);
        weights = Keep(parameters.Constant(basis.Weights, 1, basis.Weights.Length));
        radii = Keep(parameters.Constant(
            [.. model.AtomicNumbers.Select(z => basis.CovalentRadii.Length > z ? basis.CovalentRadii[z] : 0)], model.AtomicNumbers.Length));
    }

    /// <summary>Features [P, B] and, where it is applied later, the envelope [P, 1], from distances [P].</summary>
    public (Tensor Features, Tensor? Envelope) Compute(Tensor d, MaceGraph graph)
    {
        Tensor x = Transform(d, graph).unsqueeze(1);
        Tensor f = Envelope(d, model.Cutoff, basis.EnvelopePower).unsqueeze(1);
        Tensor phi = basis.Kind switch
        {
            BasisKind.Bessel => (weights * x).sin() * (basis.Factor / x),
            BasisKind.Gaussian => ((x - weights).pow(2) * basis.Factor).exp(),
            BasisKind.Chebyshev => Chebyshev(x),
            _ => throw new InvalidOperationException($"Radial basis {basis.Kind}."),
        };
        return basis.ApplyCutoff ? (phi * f, null) : (phi, f);
    }

    /// <summary>
    /// f(u) = 1 + u^p·(−(p+1)(p+2)/2 + u·(p(p+2) − u·p(p+1)/2)), u = d/cutoff; zero from the cutoff on (a number or one per pair).
    /// </summary>
    public static Tensor Envelope(Tensor d, Scalar cutoff, double p) => Envelope(d / cutoff, p);

    /// <inheritdoc cref="Envelope(Tensor, Scalar, double)"/>
    public static Tensor Envelope(Tensor u, double p)
    {
        Tensor f = u.pow(p) * ((u * (-p * (p + 1) / 2) + p * (p + 2)) * u - (p + 1) * (p + 2) / 2) + 1;
        return where(u < 1, f, zeros_like(f));
    }

    private Tensor Transform(Tensor d, MaceGraph graph)
    {
        if (basis.Transform == TransformKind.None)
            return d;

        Tensor sum = radii.index_select(0, graph.Species.index_select(0, graph.PairReceiver))
            + radii.index_select(0, graph.Species.index_select(0, graph.PairSender));
        return basis.Transform == TransformKind.Agnesi ? Agnesi(d, sum / 2) : Soft(d, sum);
    }

    // x = 1/(1 + a·t^q/(1 + t^(q−p))), t = d/r0
    private Tensor Agnesi(Tensor d, Tensor r0)
    {
        double a = basis.TransformParameters[0], q = basis.TransformParameters[1], p = basis.TransformParameters[2];
        Tensor t = d / r0;
        return (t.pow(q) * a / (t.pow(q - p) + 1) + 1).reciprocal();
    }

    // x = p0 + (d−p0)·½[1 + tanh(α/(p1−p0)·(d−m))], p0 = ¾r0, p1 = 4/3·r0, m = ½(p0+p1)
    private Tensor Soft(Tensor d, Tensor r0)
    {
        Tensor p0 = r0 * 0.75, p1 = r0 * (4.0 / 3), slope = (p1 - p0).reciprocal() * basis.TransformParameters[0];
        return p0 + (d - p0) * ((slope * (d - (p0 + p1) / 2)).tanh() + 1) * 0.5;
    }

    // T_{k+1} = 2x T_k − T_{k−1}; the orders are in the weights
    private Tensor Chebyshev(Tensor x)
    {
        int most = (int)basis.Weights.Max();
        var t = new List<Tensor> { ones_like(x), x };
        for (int k = 1; k < most; k++)
            t.Add(x * t[k] * 2 - t[k - 1]);
        return cat([.. basis.Weights.Select(n => t[(int)n])], 1);
    }
}
