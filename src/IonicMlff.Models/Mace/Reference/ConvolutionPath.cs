using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// One path (l1, l2 → l3) of the convolution on one edge. The sum over m2 does not depend on the channel and is done first:
/// Q[m1,m3] = Σ_m2 C[m1,m2,m3] Y[m2].
/// </summary>
internal sealed class ConvolutionPath
{
    private readonly ConvPath path;
    private readonly int dim1;
    private readonly int dim3;
    private readonly (int M1, int M2, int M3, double C)[] nonZero;
    private readonly double[] q;
    private readonly double[] qGrad;

    public ConvolutionPath(ConvPath path)
    {
        this.path = path;
        dim1 = 2 * path.L1 + 1;
        int dim2 = 2 * path.L2 + 1;
        dim3 = 2 * path.L3 + 1;
        q = new double[dim1 * dim3];
        qGrad = new double[dim1 * dim3];
        nonZero = [.. path.W3j.Select((c, k) => (k / (dim2 * dim3), k / dim3 % dim2, k % dim3, c)).Where(t => t.c != 0)];
    }

    /// <summary>m[u,m3] += f R[u] Σ_m1 Q[m1,m3] x[u,m1].</summary>
    public void Add(
        double f, ReadOnlySpan<double> r, ReadOnlySpan<double> up, ReadOnlySpan<double> harmonics, Span<double> messages)
    {
        ComputeQ(harmonics);
        ReadOnlySpan<double> x = up.Slice(path.InOffset, path.Mul * dim1);
        Span<double> m = messages.Slice(path.OutOffset, path.Mul * dim3);
        for (int u = 0; u < path.Mul; u++)
        {
            double weight = f * r[path.WeightOffset + u];
            for (int m1 = 0; m1 < dim1; m1++)
            {
                double weightedX = weight * x[u * dim1 + m1];
                for (int m3 = 0; m3 < dim3; m3++)
                    m[u * dim3 + m3] += weightedX * q[m1 * dim3 + m3];
            }
        }
    }

    /// <summary>
    /// With g = ∂E/∂m: ∂E/∂(fR)[u] = Σ g x Q (set); ∂E/∂x[u,m1] += f R[u] Σ_m3 Q g; ∂E/∂Y[m2] += Σ C ∂E/∂Q with
    /// ∂E/∂Q = Σ_u f R[u] x g.
    /// </summary>
    public void Reverse(
        double f, ReadOnlySpan<double> r, ReadOnlySpan<double> up, ReadOnlySpan<double> harmonics,
        ReadOnlySpan<double> messagesGrad, Span<double> weightsGrad, Span<double> upGrad, Span<double> harmonicsGrad)
    {
        ComputeQ(harmonics);
        Array.Clear(qGrad);
        ReadOnlySpan<double> x = up.Slice(path.InOffset, path.Mul * dim1);
        ReadOnlySpan<double> g = messagesGrad.Slice(path.OutOffset, path.Mul * dim3);
        for (int u = 0; u < path.Mul; u++)
        {
            double weight = f * r[path.WeightOffset + u], weightGrad = 0;
            for (int m1 = 0; m1 < dim1; m1++)
            {
                double xu = x[u * dim1 + m1], qg = 0;
                for (int m3 = 0; m3 < dim3; m3++)
                {
                    double gu = g[u * dim3 + m3];
                    qg += q[m1 * dim3 + m3] * gu;
                    qGrad[m1 * dim3 + m3] += weight * xu * gu;
                }

                weightGrad += xu * qg;
                if (!upGrad.IsEmpty)
                    upGrad[path.InOffset + u * dim1 + m1] += weight * qg;
            }

            weightsGrad[path.WeightOffset + u] = weightGrad;
        }

        Span<double> y = harmonicsGrad[(path.L2 * path.L2)..];
        foreach ((int m1, int m2, int m3, double c) in nonZero)
            y[m2] += c * qGrad[m1 * dim3 + m3];
    }

    private void ComputeQ(ReadOnlySpan<double> harmonics)
    {
        ReadOnlySpan<double> y = harmonics[(path.L2 * path.L2)..];
        Array.Clear(q);
        foreach ((int m1, int m2, int m3, double c) in nonZero)
            q[m1 * dim3 + m3] += c * y[m2];
    }
}
