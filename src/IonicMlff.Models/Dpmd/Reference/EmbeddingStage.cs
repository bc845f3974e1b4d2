using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>Embedding nets G(s) with their derivative G'(s); s is the first number of a row of the environment matrix.</summary>
internal sealed class EmbeddingStage
{
    private readonly EmbeddingNet?[] nets;
    private readonly double[] input, inputTangent, output, outputTangent; // of one layer

    public EmbeddingStage(EmbeddingNet?[] nets)
    {
        this.nets = nets;
        Width = nets.First(n => n is not null)!.Width;
        int widest = nets.Max(n => n?.Layers?.Max(l => Math.Max(l.In, l.Out)) ?? 1);
        (input, inputTangent, output, outputTangent) = (new double[widest], new double[widest], new double[widest], new double[widest]);
    }

    /// <summary>M1.</summary>
    public int Width { get; }

    /// <summary>True when the pair has a net; a pair without one contributes nothing.</summary>
    public bool Has(int net) => nets[net] is not null;

    /// <summary>G[a] = G_a(s), dG[a] = G_a'(s).</summary>
    public void Compute(int net, double s, Span<double> g, Span<double> dg)
    {
        EmbeddingNet embedding = nets[net]!;
        if (embedding.Table is { } table)
            ComputeTable(table, s, g, dg);
        else
            ComputeLayers(embedding.Layers!, s, g, dg);
    }

    /// <summary>Value and derivative together, forward: the input is one number, so the tangent is one vector per layer.</summary>
    private void ComputeLayers(DpmdLayer[] layers, double s, Span<double> g, Span<double> dg)
    {
        double[] x = input, dx = inputTangent, h = output, dh = outputTangent;
        x[0] = s;
        dx[0] = 1;
        foreach (DpmdLayer layer in layers)
        {
            for (int o = 0; o < layer.Out; o++)
            {
                // y[o] = Σ_i x[i] W[i,o] + b[o],  y'[o] = Σ_i x'[i] W[i,o]
                double y = layer.Bias?[o] ?? 0, dy = 0;
                for (int i = 0; i < layer.In; i++)
                {
                    y += x[i] * layer.Weight[i * layer.Out + o];
                    dy += dx[i] * layer.Weight[i * layer.Out + o];
                }

                double idt = layer.TimeStep?[o] ?? 1;
                h[o] = Activations.Value(layer, y) * idt;
                dh[o] = Activations.Derivative(layer, y) * dy * idt;
                if (layer.Shortcut != Shortcut.None)
                {
                    h[o] += x[o % layer.In];
                    dh[o] += dx[o % layer.In];
                }
            }

            (x, dx, h, dh) = (h, dh, x, dx);
        }

        x.AsSpan(0, g.Length).CopyTo(g);
        dx.AsSpan(0, g.Length).CopyTo(dg);
    }

    /// <summary>The compressed model's quintics, with its rule beyond the ends: the value at the end, held constant.</summary>
    private static void ComputeTable(CompressedTable table, double s, Span<double> g, Span<double> dg)
    {
        int channels = g.Length;
        int rows = table.Coefficients.Length / (6 * channels);
        int fine = (int)((table.Upper - table.Lower) / table.Stride0);
        int row;
        double x;
        if (s < table.Lower)
            (row, x) = (0, 0);
        else if (s < table.Upper)
        {
            row = (int)((s - table.Lower) / table.Stride0);
            x = s - (table.Lower + row * table.Stride0);
        }
        else if (s < table.Max)
        {
            int coarse = (int)((s - table.Upper) / table.Stride1);
            row = fine + coarse;
            x = s - (table.Upper + coarse * table.Stride1);
        }
        else
            (row, x) = (rows - 1, 0);

        row = Math.Min(row, rows - 1);
        for (int a = 0; a < channels; a++)
        {
            ReadOnlySpan<double> c = table.Coefficients.AsSpan((row * channels + a) * 6, 6);
            g[a] = c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * (c[4] + x * c[5]))));
            dg[a] = c[1] + x * (2 * c[2] + x * (3 * c[3] + x * (4 * c[4] + x * 5 * c[5])));
        }
    }
}
