using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Simd.Channels;

/// <summary>Linear maps of one element taken out of element-dependent ones.</summary>
internal static class ElementLinears
{
    /// <summary>The map of element z: W_ij[u, z, w] for fixed z.</summary>
    public static IrrepsLinear Of(ElementLinear linear, int z) => new()
    {
        In = linear.In,
        Out = linear.Out,
        Blocks = Array.ConvertAll(linear.Blocks, block =>
        {
            int inputs = linear.In.Blocks[block.InBlock].Mul, outputs = linear.Out.Blocks[block.OutBlock].Mul;
            var weight = new double[inputs * outputs];
            for (int u = 0; u < inputs; u++)
                Array.Copy(block.Weight, (u * linear.ElementCount + z) * outputs, weight, u * outputs, outputs);
            return block with { Weight = weight };
        }),
    };

    /// <summary>The map "first, then second" as one map.</summary>
    public static IrrepsLinear Compose(IrrepsLinear first, IrrepsLinear second)
    {
        var sums = new Dictionary<(int In, int Out), double[]>();
        foreach (LinearBlock a in first.Blocks)
        {
            foreach (LinearBlock b in second.Blocks.Where(b => b.InBlock == a.OutBlock))
            {
                int inputs = first.In.Blocks[a.InBlock].Mul, inner = first.Out.Blocks[a.OutBlock].Mul, outputs = second.Out.Blocks[b.OutBlock].Mul;
                if (!sums.TryGetValue((a.InBlock, b.OutBlock), out double[]? sum))
                    sums[(a.InBlock, b.OutBlock)] = sum = new double[inputs * outputs];
                for (int u = 0; u < inputs; u++)
                    for (int k = 0; k < inner; k++)
                        for (int w = 0; w < outputs; w++)
                            sum[u * outputs + w] += a.Weight[u * inner + k] * b.Weight[k * outputs + w];
            }
        }

        return new IrrepsLinear
        {
            In = first.In,
            Out = second.Out,
            Blocks = [.. sums.Select(s => new LinearBlock(s.Key.In, s.Key.Out, s.Value))],
        };
    }
}
