using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// What only the NonLinear block has: elements' embeddings beside the edge features, and A = linear_2(gate(x + linear_res(up))). The gate
/// maps x = [scalars s | gates g | blocks v of l &gt; 0] to [φ(s) | σ(g_bu)·v_bum], one gate per block and channel.
/// </summary>
internal sealed class GateStage : Stage
{
    private readonly ParameterSet parameters;
    private readonly string name;
    private readonly NonLinearParts parts;
    private readonly IrrepBlock[] gated;
    private readonly IrrepsMix linearRes;
    private readonly IrrepsMix linear2;
    private Tensor? source;
    private Tensor? target;

    public GateStage(ParameterSet parameters, string name, NonLinearParts parts, Irreps input)
    {
        (this.parameters, this.name, this.parts) = (parameters, name, parts);
        gated = [.. input.Blocks.Skip(1)];
        linearRes = new IrrepsMix(parameters, $"{name}.linear_res", parts.LinearRes);
        linear2 = new IrrepsMix(parameters, $"{name}.linear_2", parts.Linear2);
    }

    public override IEnumerable<Tensor> Prepared => [.. linearRes.Prepared, .. linear2.Prepared, source!, target!];

    public override void Prepare()
    {
        linearRes.Prepare();
        linear2.Prepare();
        source = Table("source_embedding", parts.SourceEmbedding);
        target = Table("target_embedding", parts.TargetEmbedding);
    }

    /// <summary>[φ_1..φ_B | source embedding of the sender | target embedding of the receiver] per pair.</summary>
    public Tensor EdgeInput(Tensor radial, MaceGraph graph) => cat(
        [
            radial,
            source!.index_select(0, graph.Species.index_select(0, graph.PairSender)),
            target!.index_select(0, graph.Species.index_select(0, graph.PairReceiver)),
        ],
        1);

    /// <summary>A from n·linear_1(m) and the local nodes' up.</summary>
    public Tensor[] Compute(Tensor[] x, Tensor[] up)
    {
        Tensor[] residual = linearRes.Apply(up);
        Tensor[] sum = [.. x.Select((b, k) => b + residual[k])];
        long[] widths = [parts.ScalarCount, .. gated.Select(b => (long)b.Mul)];
        Tensor[] scalars = sum[0].split(widths, 2);
        var output = new Tensor[gated.Length + 1];
        output[0] = parts.ScalarActivation.Kind.Apply(scalars[0]) * parts.ScalarActivation.Constant;
        for (int b = 0; b < gated.Length; b++)
            output[b + 1] = sum[b + 1] * (parts.GateActivation.Kind.Apply(scalars[b + 1]) * parts.GateActivation.Constant);
        return linear2.Apply(output);
    }

    public override void Dispose()
    {
        linearRes.Dispose();
        linear2.Dispose();
        base.Dispose();
    }

    private Tensor Table(string part, double[,] table) => parameters.Slice(
        $"{name}.{part}.weight", 0, 1 / Math.Sqrt(table.GetLength(0)), table.GetLength(0), table.GetLength(1));
}
