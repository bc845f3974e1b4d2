namespace TorchSharp.Native;

/// <summary>
/// Operators of our own library (native/torch/edges), with derivatives, on the CPU, in Float32 and Float64: sums over the edges of
/// atoms without tensors of the size edges × channels × components. TorchSharp has none of them.
/// </summary>
internal static class EdgeOperators
{
    /// <summary>Largest degree of the harmonics.</summary>
    public const int MostDegree = 5;

    private static readonly Op Convolution = new("ilmlff::edge_convolution");
    private static readonly Op Harmonics = new("ilmlff::edge_harmonics");
    private static readonly Op Silu = new("ilmlff::silu_pair");

    /// <summary>
    /// M_i[q,u] = Σ_{e of i} Y_e[m2] R_e[p,u] x_e[m1,u] with q = (p, m1, m2), of each input block [q, nodes, u], one after another. Gradients reach r through
    /// the slopes of Y and R that are given; they can be differentiated once more with respect to R, its slopes and x.
    /// </summary>
    /// <param name="r">Edge vectors, [E,3]; only their gradient is of interest.</param>
    /// <param name="weights">R, [P, columns].</param>
    /// <param name="slopes">dR/dd of the same shape.</param>
    /// <param name="up">x, [nodes, columns].</param>
    /// <param name="y">Harmonics, [E, components].</param>
    /// <param name="dy">dY/dr, [E, 3, components].</param>
    /// <param name="unit">dd/dr, [E, 3].</param>
    /// <param name="table">Edge, sender, pair, and 0 or 1 for the pair's first or second edge; [4, E] in the order of receivers, Int64.</param>
    /// <param name="rows">First edge of each receiving node in that order, and the end; Int64.</param>
    /// <param name="plan">Components, columns of R and of x, numbers of M per node, number of input blocks; for each its channels, components, first column
    /// in x, number of paths; for each path its first column in R and its degree.</param>
    public static torch.Tensor EdgeConvolution(
        torch.Tensor r, torch.Tensor weights, torch.Tensor slopes, torch.Tensor up, torch.Tensor y, torch.Tensor dy, torch.Tensor unit,
        torch.Tensor table, torch.Tensor rows, long[] plan) => Convolution.Call(r, weights, slopes, up, y, dy, unit, table, rows, plan);

    /// <summary>Y(−r/d), [E, components], dY/dr, [E, 3, components], and dd/dr = r/d, [E, 3]; values without a graph.</summary>
    /// <param name="r">Edge vectors, [E,3].</param>
    /// <param name="degree">Largest degree.</param>
    /// <param name="steps">Coefficients of the steps from degree to degree, one after another.</param>
    public static (torch.Tensor Y, torch.Tensor Slopes, torch.Tensor Unit) EdgeHarmonics(torch.Tensor r, int degree, torch.Tensor steps)
    {
        torch.Tensor[] found = Harmonics.CallMany(r, (long)degree, steps);
        return (found[0], found[1], found[2]);
    }

    /// <summary>SiLU(z) and SiLU′(z)·dz; can be differentiated once.</summary>
    public static (torch.Tensor Value, torch.Tensor Slope) SiluPair(torch.Tensor z, torch.Tensor dz) => Silu.CallPair(z, dz);
}
