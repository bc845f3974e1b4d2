using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// Pair repulsion of Ziegler, Biersack and Littmark, half of a pair to each atom:
/// V = ½·14.3996·Z_iZ_j/d·φ(d/a)·f(d), a = prefactor·0.529/(Z_i^e + Z_j^e), φ(t) = Σ_k c_k e^(−b_k t), cutoff of f = R_i + R_j.
/// </summary>
internal sealed class RepulsionStage(MaceModel model, ZblRepulsion zbl)
{
    private const double CoulombEvAngstrom = 14.3996; // the model family's rounded constants are part of its definition
    private const double BohrAngstrom = 0.529;
    private static readonly double[] Exponents = [3.2, 0.9423, 0.4028, 0.2016];

    /// <summary>Adds to the receivers' energies.</summary>
    public void Compute(EdgeStage edges, ReadOnlySpan<int> species, int localCount, Span<double> energies)
    {
        for (int i = 0; i < localCount; i++)
            for (int e = edges.RowStart[i]; e < edges.RowStart[i + 1]; e++)
                energies[i] += Pair(edges.Distance[e], species[edges.Sender[e]], species[i]).Value;
    }

    /// <summary>∂E/∂d += scale·V'(d).</summary>
    public void Reverse(EdgeStage edges, ReadOnlySpan<int> species, int localCount, double scale)
    {
        for (int i = 0; i < localCount; i++)
            for (int e = edges.RowStart[i]; e < edges.RowStart[i + 1]; e++)
                edges.DistanceGrad[e] += scale * Pair(edges.Distance[e], species[edges.Sender[e]], species[i]).Slope;
    }

    /// <summary>V and dV/dd of one directed edge.</summary>
    public (double Value, double Slope) Pair(double d, int zi, int zj)
    {
        int ni = model.AtomicNumbers[zi], nj = model.AtomicNumbers[zj];
        (double f, double df) = RadialStage.Envelope(d, zbl.CovalentRadii[ni] + zbl.CovalentRadii[nj], zbl.EnvelopePower);
        double a = zbl.APrefactor * BohrAngstrom / (Math.Pow(ni, zbl.AExponent) + Math.Pow(nj, zbl.AExponent));
        double phi = 0, dphi = 0;
        for (int k = 0; k < Exponents.Length; k++)
        {
            double term = zbl.Coefficients[k] * Math.Exp(-Exponents[k] * d / a);
            phi += term;
            dphi -= Exponents[k] / a * term;
        }

        double coulomb = 0.5 * CoulombEvAngstrom * ni * nj / d;
        return (coulomb * phi * f, coulomb * (dphi * f + phi * df - phi * f / d));
    }
}
