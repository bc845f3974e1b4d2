using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Reference;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>
/// G(s) and G'(s) of one embedding net, exactly, as the tables are made from it; some times faster than the loops of the Reference, as
/// a thousand values per net are needed when an evaluator is made. Not thread-safe.
/// </summary>
internal sealed class EmbeddingFunction
{
    private readonly EmbeddingNet net;
    private readonly EmbeddingStage? table; // of a compressed model
    private double[] x, dx, y, dy;

    public EmbeddingFunction(EmbeddingNet net)
    {
        this.net = net;
        table = net.Table is null ? null : new EmbeddingStage([net]);
        int widest = net.Layers?.Max(l => Math.Max(l.In, l.Out)) ?? 1;
        (x, dx, y, dy) = (new double[widest], new double[widest], new double[widest], new double[widest]);
    }

    /// <summary>M1.</summary>
    public int Width => net.Width;

    /// <summary>G[a] = G_a(s), dG[a] = G_a'(s).</summary>
    public void Evaluate(double s, Span<double> g, Span<double> dg)
    {
        if (table is not null)
        {
            table.Compute(0, s, g, dg);
            return;
        }

        (x[0], dx[0]) = (s, 1);
        foreach (DpmdLayer layer in net.Layers!)
            Apply(layer);
        x.AsSpan(0, g.Length).CopyTo(g);
        dx.AsSpan(0, g.Length).CopyTo(dg);
    }

    // y = x·W + b, y' = x'·W; h = act(y)·idt with its shortcut, h' = act'(y)·y'·idt likewise.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    private void Apply(DpmdLayer layer)
    {
        Span<double> value = y.AsSpan(0, layer.Out), slope = dy.AsSpan(0, layer.Out);
        if (layer.Bias is { } bias)
            bias.CopyTo(value);
        else
            value.Clear();
        slope.Clear();
        for (int i = 0; i < layer.In; i++)
        {
            ReadOnlySpan<double> row = layer.Weight.AsSpan(i * layer.Out, layer.Out);
            VectorLoops.AddScaled(row, x[i], value);
            VectorLoops.AddScaled(row, dx[i], slope);
        }

        for (int o = 0; o < layer.Out; o++)
        {
            double idt = layer.TimeStep?[o] ?? 1, derivative;
            (value[o], derivative) = Activate(layer, value[o]);
            value[o] *= idt;
            slope[o] *= derivative * idt;
            if (layer.Shortcut != Shortcut.None)
            {
                value[o] += x[o % layer.In];
                slope[o] += dx[o % layer.In];
            }
        }

        (x, y) = (y, x);
        (dx, dy) = (dy, dx);
    }

    private static (double Value, double Derivative) Activate(DpmdLayer layer, double argument)
    {
        if (layer.Activation != DpmdActivation.Tanh)
            return (Activations.Value(layer, argument), Activations.Derivative(layer, argument));

        double t = Math.Tanh(argument);
        return (t, 1 - t * t);
    }
}
