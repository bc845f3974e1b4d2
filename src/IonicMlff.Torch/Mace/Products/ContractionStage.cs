using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Symmetric contraction of all output blocks of one layer as polynomials in the features of one channel:
/// <code>
/// B[m,c] = Σ_ν Σ_k W^ν[z,k,c] Σ_{s1..sν} U^ν[m,s1..sν,k] A[s1,c]⋯A[sν,c] = Σ_{monomials q} a_z[m,q,c] q(A[·,c])
/// </code>
/// The coefficients a = U·W are one matrix product per output block; the polynomials one per element and channel.
/// </summary>
internal sealed class ContractionStage : Stage
{
    private readonly ParameterSet parameters;
    private readonly string name;
    private readonly Contraction[] contractions;
    private readonly MonomialPlan plan;
    private readonly Tensor[] coupling;     // per block: [m·q, Σ_ν K_ν]
    private readonly Tensor[] prefix;
    private readonly Tensor[] last;
    private readonly long[] rows;           // 2l+1 of each block
    private readonly int elements;          // 1 when the weights are the same for all elements
    private Tensor? coefficients;           // [elements, C, rows, q]

    public ContractionStage(ParameterSet parameters, string name, Contraction[] contractions)
    {
        (this.parameters, this.name, this.contractions) = (parameters, name, contractions);
        plan = new MonomialPlan(contractions);
        elements = contractions[0].Terms[0].ElementCount;
        rows = [.. contractions.Select(c => (long)c.Output.IrrepDim)];
        coupling = [.. contractions.Select(c => Keep(CouplingOf(c)))];
        prefix = [.. plan.Prefix.Select(p => Keep(MaceGraph.Indices(p, parameters.Device)))];
        last = [.. plan.Last.Select(p => Keep(MaceGraph.Indices(p, parameters.Device)))];
    }

    public override IEnumerable<Tensor> Prepared => [coefficients!];

    public override void Prepare()
    {
        var blocks = new Tensor[contractions.Length];
        for (int k = 0; k < blocks.Length; k++)
        {
            int highest = contractions[k].Terms.Length;
            Tensor[] weights = [.. contractions[k].Terms.Select(t => parameters[
                $"{name}.contractions.{k}.{(t.Order == highest ? "weights_max" : $"weights.{highest - 1 - t.Order}")}"])];
            Tensor w = cat(weights, 1).permute(1, 0, 2).flatten(1, 2);
            blocks[k] = coupling[k].mm(w).reshape(rows[k], plan.Count, elements, -1);
        }

        coefficients = (blocks.Length == 1 ? blocks[0] : cat(blocks, 0)).permute(2, 3, 0, 1).contiguous();
    }

    /// <summary>B of each output block, [2l+1, nodes, C], from A, [components, nodes, C].</summary>
    public Tensor[] Compute(Tensor a, int[] elementStart)
    {
        Tensor b = Polynomials(Monomials(a), elementStart);                       // [C, rows, nodes]
        return rows.Length == 1 ? [b.permute(1, 2, 0)] : [.. b.split(rows, 1).Select(block => block.permute(1, 2, 0))];
    }

    // [q, C, nodes]
    private Tensor Monomials(Tensor a)
    {
        Tensor byChannel = a.transpose(1, 2);
        Tensor features = cat([Like.Ones(byChannel, 1, byChannel.shape[1], byChannel.shape[2]), byChannel], 0);
        Tensor q = features.index_select(0, last[0]);
        for (int order = 1; order < plan.Order; order++)
            q = q.index_select(0, prefix[order]) * features.index_select(0, last[order]);
        return q;
    }

    private Tensor Polynomials(Tensor q, int[] elementStart)
    {
        if (elements == 1)
            return coefficients![0].bmm(q.permute(1, 0, 2));

        int[] present = [.. Enumerable.Range(0, elements).Where(z => elementStart[z + 1] > elementStart[z])];
        Tensor[] ofElement = q.split([.. present.Select(z => (long)elementStart[z + 1] - elementStart[z])], 2);
        Tensor[] values = [.. present.Select((z, k) => coefficients![z].bmm(ofElement[k].permute(1, 0, 2)))];
        return values.Length == 1 ? values[0] : cat(values, 2);
    }

    private Tensor CouplingOf(Contraction contraction)
    {
        int paths = contraction.Terms.Sum(t => t.PathCount), first = 0;
        var u = new double[contraction.Output.IrrepDim * plan.Count * paths];
        foreach (ContractionTerm term in contraction.Terms)
        {
            for (int e = 0; e < term.Value.Length; e++)
                u[(term.M[e] * plan.Count + plan.NumberOf(term, e)) * paths + first + term.K[e]] += term.Value[e];
            first += term.PathCount;
        }

        return parameters.Constant(u, contraction.Output.IrrepDim * plan.Count, paths);
    }
}
