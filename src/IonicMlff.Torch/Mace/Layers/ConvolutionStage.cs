using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Messages of one layer. Of the convolution
/// <code>
/// m_i[p,u,m3] = Σ_{j→i} R_p(e)[u] Σ_{m1,m2} C_p[m1,m2,m3] up_j[u,m1] Y_{l2}[m2]      for every path p = (l1, l2 → l3)
/// </code>
/// the sum over edges is done first, for all paths of one input block together, and the coupling then once per node:
/// <code>
/// T_e[p,m1,u] = R_p(e)[u] up_j[m1,u]     M_i[m2; p,m1,u] = Σ_e Y_e[m2] T_e[p,m1,u]     m_i = C·M_i
/// </code>
/// M is one matrix product per node over the rectangle of its slots; or an operator of our own, which makes no tensor of the size of T.
/// </summary>
internal sealed class ConvolutionStage : Stage
{
    private readonly PathGroup[] groups;
    private readonly Irreps output;
#if !TORCHSHARP
    private readonly long[] plan;   // of the operator: see EdgeOperators.EdgeConvolution
#endif

    public ConvolutionStage(ParameterSet parameters, Interaction block, int maxEll)
    {
        output = block.Linear.Out;
        Irreps input = block.LinearUp.Out;
        groups = [.. Enumerable.Range(0, input.Blocks.Count)
            .Select(b => new PathGroup(parameters, block, b, (maxEll + 1) * (maxEll + 1)))
            .Where(g => g.Paths.Length > 0)];
        foreach (PathGroup group in groups)
        {
            Keep(group.Coupling);
            Keep(group.DirectCoupling);
        }

        WeightOrder = [.. groups.SelectMany(g => g.Paths).SelectMany(p => Enumerable.Range(p.WeightOffset, p.Mul))];
#if !TORCHSHARP
        plan = PlanOf(input, (maxEll + 1) * (maxEll + 1));
#endif
    }

    /// <summary>Radial weights in the order in which this stage takes them: input block, path, channel.</summary>
    public int[] WeightOrder { get; }

    /// <summary>
    /// For each irrep of the target the messages of all its paths side by side, [2l+1, nodes, Σ channels]; null where no path leads.
    /// </summary>
    /// <param name="up">Features of all nodes, rows of input blocks one after another, [nodes, Σ (2l+1)·channels].</param>
    /// <param name="weights">R of all pairs.</param>
    /// <param name="slots">Harmonics in the slots of each group of nodes, [rows, depth, components].</param>
    /// <param name="graph">Tables.</param>
    public Tensor?[] Compute(Tensor up, Tensor weights, Tensor[] slots, MaceGraph graph)
    {
        var messages = new Tensor[groups.Length][]; // per path group and group of nodes: [rows, paths·m3, u]
        for (int g = 0; g < groups.Length; g++)
            messages[g] = new Tensor[slots.Length];
        long[] sizes = [.. graph.Groups.Select(g => g.Count)];
        Tensor[] r = weights.index_select(0, graph.SlotPair).split(sizes, 0);
        Tensor[] x = up.index_select(0, graph.SlotSender).split(sizes, 0);
        for (int s = 0; s < slots.Length; s++)
        {
            Tensor[] rOf = r[s].split([.. groups.Select(g => (long)g.WeightCount)], 1);
            Tensor[] xOf = x[s].split([.. groups.Select(g => (long)g.InputWidth)], 1);
            for (int g = 0; g < groups.Length; g++)
                messages[g][s] = groups[g].Sum(rOf[g], xOf[g], slots[s]);
        }

        return ByTarget([.. messages.Select(m => InNodeOrder(m, graph))], nodesFirst: true);
    }

#if TORCHSHARP
    public Tensor?[] ComputeDirect(Tensor up, Tensor weights, Tensor slopes, DirectEdges edges, MaceGraph graph) => throw new NotSupportedException();
#else
    /// <summary>The same by the operator, from R and its slopes.</summary>
    public Tensor?[] ComputeDirect(Tensor up, Tensor weights, Tensor slopes, DirectEdges edges, MaceGraph graph)
    {
        Tensor moments = TorchSharp.Native.EdgeOperators.EdgeConvolution(
            edges.Vectors, weights, slopes, up, edges.Harmonics, edges.HarmonicSlopes, edges.Unit, graph.Direct!.Table, graph.Direct.Rows, plan);
        Tensor[] ofGroup = moments.split([.. groups.Select(g => (long)graph.LocalCount * g.DirectMoments * g.Mul)], 0);
        return ByTarget(
            [.. groups.Select((g, k) => g.DirectCoupling.mm(ofGroup[k].reshape(g.DirectMoments, -1)).reshape(-1, graph.LocalCount, g.Mul))], nodesFirst: false);
    }

    private long[] PlanOf(Irreps input, int components)
    {
        long[] upStart = new long[input.Blocks.Count + 1];
        for (int b = 0; b < input.Blocks.Count; b++)
            upStart[b + 1] = upStart[b] + input.Blocks[b].Dim;
        var numbers = new List<long>
        {
            components, WeightOrder.Length, upStart[^1], groups.Sum(g => (long)g.DirectMoments * g.Mul), groups.Length,
        };
        long weight = 0;
        foreach (PathGroup group in groups)
        {
            numbers.AddRange([group.Mul, group.InputWidth / group.Mul, upStart[group.InBlock], group.Paths.Length]);
            foreach (ConvPath path in group.Paths)
            {
                numbers.AddRange([weight, path.L2]);
                weight += group.Mul;
            }
        }

        return [.. numbers];
    }
#endif

    private static Tensor InNodeOrder(Tensor[] rows, MaceGraph graph)
    {
        Tensor all = rows.Length == 1 ? rows[0] : cat(rows, 0);
        return graph.RowOfNode is { } order ? all.index_select(0, order) : all;
    }

    // messages of each group: [nodes, rows, u], or [rows, nodes, u]
    private Tensor?[] ByTarget(Tensor[] messages, bool nodesFirst)
    {
        var targets = new Tensor?[output.Blocks.Count];
        for (int o = 0; o < targets.Length; o++)
        {
            IrrepBlock block = output.Blocks[o];
            var parts = new List<Tensor>();
            for (int g = 0; g < groups.Length; g++)
            {
                if (groups[g].RowsOf(block) is not { Count: > 0 } rows)
                    continue;
                long n = messages[g].shape[nodesFirst ? 0 : 1];
                Tensor part = messages[g].narrow(nodesFirst ? 1 : 0, rows.First, rows.Count * block.IrrepDim);
                part = nodesFirst
                    ? part.reshape(n, rows.Count, block.IrrepDim, groups[g].Mul).permute(2, 0, 1, 3)
                    : part.reshape(rows.Count, block.IrrepDim, n, groups[g].Mul).permute(1, 2, 0, 3);
                parts.Add(part.reshape(block.IrrepDim, n, rows.Count * groups[g].Mul));
            }

            targets[o] = parts.Count switch { 0 => null, 1 => parts[0], _ => cat(parts, -1) };
        }

        return targets;
    }
}
