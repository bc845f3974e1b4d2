using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>
/// Embedding nets as Chebyshev series: G(s) = Σ_q c_q T_q(x), x = s scaled to [−1, 1]. A net is a smooth function of one number, and an
/// ionic liquid has 10⁵ neighbours per frame that are all on one short piece of it: the net is evaluated at 128 points in double, and
/// for each neighbour only the polynomials, which do not depend on the weights. The series is cut where what is left is below
/// <see cref="tolerance"/>, anew for every batch and without memory, so that a resumed run computes the same. A net that 128 points do
/// not hold is evaluated for every neighbour.
/// </summary>
internal sealed class EmbeddingExpansion : IDisposable
{
    private const int Points = 128;
    private static readonly int[] Lengths = [16, 24, 32, 40, 48, 64, 80, 96];
    private readonly double tolerance;
    private readonly ScalarType dtype;
    private readonly Tensor nodes;      // x_j = cos(π(j + ½)/n), [n, 1]
    private readonly Tensor transform;  // values at the nodes → coefficients, [n, n]
    private readonly Tensor derivative; // coefficients → those of the derivative in x, [n, n]

    public EmbeddingExpansion(ScalarType dtype, Device device)
    {
        this.dtype = dtype;
        tolerance = dtype == ScalarType.Float32 ? 1e-7 : 1e-11;
        double[] x = new double[Points], c = new double[Points * Points], d = new double[Points * Points];
        for (int j = 0; j < Points; j++)
        {
            double angle = Math.PI * (j + 0.5) / Points;
            x[j] = Math.Cos(angle);
            for (int q = 0; q < Points; q++)
            {
                c[q * Points + j] = (q == 0 ? 1.0 : 2.0) / Points * Math.Cos(q * angle);
                if (q > j && (q - j) % 2 == 1)
                    d[j * Points + q] = (j == 0 ? 1.0 : 2.0) * q; // T_q' = 2q Σ T_j over j < q, q − j odd; half of it for j = 0
            }
        }

        nodes = DpmdTensors.Constant(x, [Points, 1], ScalarType.Float64, device);
        transform = DpmdTensors.Constant(c, [Points, Points], ScalarType.Float64, device);
        derivative = DpmdTensors.Constant(d, [Points, Points], ScalarType.Float64, device);
    }

    /// <summary>The series of a net on the range of the inputs s; null when it is not worth while or not exact enough.</summary>
    public Series? Find(NetTensors net, Tensor s)
    {
        if (!net.IsAnalytic || s.numel() < 4 * Points)
            return null;

        double lowest = s.min().to(ScalarType.Float64).item<double>(), highest = s.max().to(ScalarType.Float64).item<double>();
        if (!(highest > lowest))
            return null;

        double centre = 0.5 * (lowest + highest), half = 0.5 * (highest - lowest);
        Tensor coefficients = transform.mm(net.Apply(nodes * half + centre));   // [n, M1]
        double[] sizes = DpmdTensors.Numbers(coefficients.detach().abs().amax(1));
        if (LengthOf(sizes) is not { } length)
            return null;

        Tensor cut = coefficients.narrow(0, 0, length);
        Tensor slopes = derivative.narrow(0, 0, length).narrow(1, 0, length).mm(cut) * (1 / half);
        return new Series(cat([cut, slopes], 0).to(dtype), length, centre, half);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        nodes.Dispose();
        transform.Dispose();
        derivative.Dispose();
    }

    // Shortest series whose rest counts for less than the tolerance in value and slope.
    private int? LengthOf(double[] sizes)
    {
        double all = 0;
        for (int q = 1; q < Points; q++)
            all += q * sizes[q];
        foreach (int length in Lengths)
        {
            double rest = 0;
            for (int q = length; q < Points; q++)
                rest += q * sizes[q];
            if (rest <= tolerance * all)
                return length;
        }

        return null;
    }

    /// <summary>G on a range: coefficients of G and of dG/ds, [2Q, M1].</summary>
    internal sealed record Series(Tensor Coefficients, int Length, double Centre, double Half)
    {
        /// <summary>
        /// Σ_slots R̃[c] G(s)[a], [n, 4, M1], through the moments M[q,c] = Σ_slots T_q(x) R̃[c]; differentiable in R̃ and, by a term that is
        /// zero itself, Σ_slots G'(s)[a] R̃[c] (s − s₀), in s.
        /// </summary>
        /// <param name="r">R̃, [n, S, 4].</param>
        /// <param name="s">First column of R̃, [n, S].</param>
        /// <param name="at">The same numbers s₀, constant.</param>
        public Tensor Moments(Tensor r, Tensor s, Tensor at)
        {
            long n = r.shape[0];
            Tensor polynomials = Polynomials(at);                                                  // [n, Q, S]
            if (!r.requires_grad)
                return polynomials.bmm(r).transpose(1, 2).reshape(-1, Length).mm(Coefficients.narrow(0, 0, Length)).reshape(n, 4, -1);

            Tensor both = cat([r, r.detach() * (s - at).unsqueeze(2)], 2);                         // [n, S, 8]
            Tensor moments = polynomials.bmm(both).reshape(n, Length, 2, 4);
            return moments.permute(0, 3, 2, 1).reshape(n * 4, 2 * Length).mm(Coefficients).reshape(n, 4, -1);
        }

        // T_0 … T_{Q−1} at each x, by T_{m+k} = 2 T_m T_k − T_{m−k}
        private Tensor Polynomials(Tensor at)
        {
            using DisposeScope scope = NewDisposeScope();
            using var still = no_grad();
            Tensor x = ((at - Centre) * (1 / Half)).clamp(-1, 1).unsqueeze(1);                     // [n, 1, S]
            Tensor all = cat([ones_like(x), x], 1);
            while (all.shape[1] < Length)
            {
                long m = all.shape[1] - 1, more = Math.Min(m, Length - m - 1);
                Tensor next = all.narrow(1, 1, more) * (2 * all.narrow(1, m, 1));
                next.sub_(all.narrow(1, m - more, more).flip(1));
                all = cat([all, next], 1);
            }

            return scope.MoveToOuter(all);
        }
    }
}
