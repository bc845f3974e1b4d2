using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.ToyPotentials;

/// <summary>
/// The smallest potential that passes messages, cutoff c = 4 Å:
/// ρ_j = 1 + Σ_k w(r_jk),  E_i = −13.6 eV + Σ_j w(r_ij) ρ_j,  w(r) = 0.05 (1 − (r/c)²)³.
/// With ghosts, ρ of ghost atoms and the adjoints ∂E/∂ρ come through the halo exchange.
/// </summary>
public sealed class TwoLayerToy() : Toy(C, layers: 2)
{
    private const double C = 4.0, Isolated = -13.6, Strength = 0.05;
    private const int Width = 1;

    private double[] _rho = [];
    private double[] _adjoint = [];

    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
        int total = atoms.LocalCount + atoms.GhostCount;
        if (atoms.GhostCount > 0 && halo is null)
            throw IlmlffException.Usage("TwoLayerToy needs the halo exchange.");
        if (_rho.Length < total)
            (_rho, _adjoint) = (new double[2 * total], new double[2 * total]);
        Span<double> rho = _rho.AsSpan(0, total), adjoint = _adjoint.AsSpan(0, total);
        rho.Fill(1);
        adjoint.Clear();

        // ρ_j = 1 + Σ_k w(r_jk)
        foreach (ref readonly AllPairs.Pair p in pairs)
            rho[p.I] += W(p.R);
        halo?.Forward(rho, Width);

        // E_i = E_0 + Σ_j w(r_ij) ρ_j
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] >= 0)
                AddEnergy(ref results, i, Isolated);
        }

        foreach (ref readonly AllPairs.Pair p in pairs)
        {
            AddEnergy(ref results, p.I, W(p.R) * rho[p.J]);
            AddPair(ref results, in p, Slope(p.R) * rho[p.J]);
            adjoint[p.J] += W(p.R); // ∂E/∂ρ_j
        }

        halo?.Reverse(adjoint, Width);
        foreach (ref readonly AllPairs.Pair p in pairs)
            AddPair(ref results, in p, Slope(p.R) * adjoint[p.I]);
    }

    private static double W(double r)
    {
        double u = 1 - r * r / (C * C);
        return Strength * u * u * u;
    }

    private static double Slope(double r)
    {
        double u = 1 - r * r / (C * C);
        return -6 * Strength * u * u * r / (C * C);
    }
}
