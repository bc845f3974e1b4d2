using IonicMlff.Models.Equivariance;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Spherical harmonics of unit vectors u, component normalisation, Y^1 = √3·u, and from degree to degree
/// Y^(l+1)[m] = κ_l Σ_{m',a} w(l,1,l+1)[m',a,m] Y^l[m'] u[a]. Layout [component, edge].
/// </summary>
internal sealed class EdgeHarmonics : Stage
{
    private readonly Tensor[] step;  // κ_l w(l,1,l+1) as [2l+3, (2l+1)·3]

    public EdgeHarmonics(ParameterSet parameters, int maxEll)
    {
        step = new Tensor[maxEll];
        for (int l = 1; l < maxEll; l++)
            step[l] = Keep(parameters.Constant(Coupling(l), 2 * l + 3, 3 * (2 * l + 1)));
        double[] all = [.. Enumerable.Range(1, Math.Max(0, maxEll - 1)).SelectMany(Coupling)];
        Steps = Keep(parameters.Constant(all, all.Length));
        MaxEll = maxEll;
    }

    public int MaxEll { get; }

    /// <summary>The coefficients of all steps one after another.</summary>
    public Tensor Steps { get; }

    /// <summary>All components of all edges, [(lmax+1)², E], from unit vectors [E,3].</summary>
    public Tensor Compute(Tensor unit)
    {
        Tensor u = unit.transpose(0, 1);
        long edges = unit.shape[0];
        var degrees = new List<Tensor> { Like.Ones(unit, 1, edges) };
        if (MaxEll > 0)
            degrees.Add(u * Math.Sqrt(3));
        for (int l = 1; l < MaxEll; l++)
            degrees.Add(step[l].mm((degrees[l].unsqueeze(1) * u.unsqueeze(0)).reshape(-1, edges)));
        return cat(degrees, 0);
    }

    // κ_l from the values at one direction: both sides are the harmonics up to a constant.
    private static double[] Coupling(int l)
    {
        int from = 2 * l + 1, to = 2 * l + 3;
        double[] w = Wigner3j.Of(l, 1, l + 1), y = new double[(l + 2) * (l + 2)];
        double[] u = [2 / 7.0, 3 / 7.0, 6 / 7.0];
        new SphericalHarmonics(l + 1).Compute(u[0], u[1], u[2], y);
        double product = 0, square = 0;
        for (int m = 0; m < to; m++)
        {
            double sum = 0;
            for (int k = 0; k < from; k++)
                for (int a = 0; a < 3; a++)
                    sum += w[(k * 3 + a) * to + m] * y[l * l + k] * u[a];
            product += sum * y[(l + 1) * (l + 1) + m];
            square += sum * sum;
        }

        var step = new double[to * from * 3];
        for (int k = 0; k < from * 3; k++)
            for (int m = 0; m < to; m++)
                step[m * from * 3 + k] = product / square * w[k * to + m];
        return step;
    }
}
