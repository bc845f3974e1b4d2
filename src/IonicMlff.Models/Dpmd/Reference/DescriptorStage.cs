namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>
/// GR[a,c] = (1/n) Σ_slots G(s)[a] R̃[c];  D[a·M2 + b] = Σ_c GR[a,c] GR[b,c], a &lt; M1, b &lt; M2, n = Σsel.
/// </summary>
internal sealed class DescriptorStage(int m1, int m2, int normalisation)
{
    private readonly double[] gr = new double[4 * m1];
    private readonly double[] grGrad = new double[4 * m1];

    /// <summary>M1·M2.</summary>
    public int Dim => m1 * m2;

    /// <summary>Starts a centre.</summary>
    public void Clear() => Array.Clear(gr);

    /// <summary>Adds one slot to GR.</summary>
    public void Add(ReadOnlySpan<double> g, ReadOnlySpan<double> row)
    {
        for (int a = 0; a < m1; a++)
        {
            for (int c = 0; c < 4; c++)
                gr[4 * a + c] += g[a] * row[c] / normalisation;
        }
    }

    /// <summary>D from GR.</summary>
    public void Compute(Span<double> d)
    {
        for (int a = 0; a < m1; a++)
        {
            for (int b = 0; b < m2; b++)
            {
                double sum = 0;
                for (int c = 0; c < 4; c++)
                    sum += gr[4 * a + c] * gr[4 * b + c];
                d[a * m2 + b] = sum;
            }
        }
    }

    /// <summary>∂E/∂GR[a,c] = Σ_b X[a,b] GR[b,c] + [a &lt; M2] Σ_p X[p,a] GR[p,c], X = ∂E/∂D.</summary>
    public void Reverse(ReadOnlySpan<double> dGrad)
    {
        Array.Clear(grGrad);
        for (int a = 0; a < m1; a++)
        {
            for (int b = 0; b < m2; b++)
            {
                double x = dGrad[a * m2 + b];
                for (int c = 0; c < 4; c++)
                {
                    grGrad[4 * a + c] += x * gr[4 * b + c];
                    grGrad[4 * b + c] += x * gr[4 * a + c];
                }
            }
        }
    }

    /// <summary>
    /// One slot: ∂E/∂R̃[c] = (1/n) Σ_a ∂E/∂GR[a,c] G[a], plus for c = 0 ∂E/∂s = (1/n) Σ_a Σ_c ∂E/∂GR[a,c] R̃[c] G'[a].
    /// </summary>
    public void ReverseAdd(ReadOnlySpan<double> g, ReadOnlySpan<double> dg, ReadOnlySpan<double> row, Span<double> rowGrad)
    {
        rowGrad.Clear();
        double ds = 0;
        for (int a = 0; a < m1; a++)
        {
            double along = 0;
            for (int c = 0; c < 4; c++)
            {
                rowGrad[c] += grGrad[4 * a + c] * g[a] / normalisation;
                along += grGrad[4 * a + c] * row[c];
            }

            ds += along * dg[a] / normalisation;
        }

        rowGrad[0] += ds;
    }
}
