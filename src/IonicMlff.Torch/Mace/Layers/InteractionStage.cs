using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Interaction block of one layer: up = linear_up(h), messages over the edges, A of the local nodes, and the skip connection.
/// <list type="bullet">
/// <item>A = n·linear(m), then skip_z where the block has no residual connection; n = 1/⟨neighbours⟩, or 1/(ρ+1) with density;</item>
/// <item>NonLinear: A = linear_2(gate(n·linear_1(m) + linear_res(up))), n = 1/(βρ + α).</item>
/// </list>
/// ρ_i = Σ_{j→i} f tanh(ρ̃(e)²).
/// </summary>
internal sealed class InteractionStage : Stage
{
    private readonly ParameterSet parameters;
    private readonly string name;
    private readonly Interaction block;
    private readonly IrrepsMix linearUp;
    private readonly ConvolutionStage convolution;
    private readonly RadialNetworkStage weights;
    private readonly RadialNetworkStage? density;
    private readonly IrrepsMix linear;
    private readonly ElementMix? skipAfter;
    private readonly ElementMix? skipByElement;
    private readonly IrrepsMix? skipPlain;
    private readonly GateStage? gate;

    public InteractionStage(ParameterSet parameters, int layer, Interaction block, int maxEll)
    {
        (this.parameters, name, this.block) = (parameters, $"interactions.{layer}", block);
        linearUp = new IrrepsMix(parameters, $"{name}.linear_up", block.LinearUp);
        convolution = new ConvolutionStage(parameters, block, maxEll);
        weights = RadialNetworkStage.Of(parameters, $"{name}.conv_tp_weights", block.ConvWeights, convolution.WeightOrder);
        density = block.DensityNetwork is { } net ? RadialNetworkStage.Of(parameters, $"{name}.density_fn", net) : null;
        linear = new IrrepsMix(parameters, block.NonLinear is null ? $"{name}.linear" : $"{name}.linear_1", block.Linear);
        skipAfter = block.SkipAfter is { } after ? new ElementMix(parameters, $"{name}.skip_tp", after) : null;
        skipByElement = block.SkipByElement is { } skip ? new ElementMix(parameters, $"{name}.skip_tp", skip) : null;
        skipPlain = block.SkipPlain is { } plain ? new IrrepsMix(parameters, $"{name}.skip_tp", plain) : null;
        gate = block.NonLinear is { } parts ? new GateStage(parameters, name, parts, block.Linear.Out) : null;
    }

    public override IEnumerable<Tensor> Prepared => Parts.SelectMany(p => p.Prepared);

    private IEnumerable<Stage> Parts =>
        new Stage?[] { linearUp, convolution, weights, density, linear, skipAfter, skipByElement, skipPlain, gate }.OfType<Stage>();

    public override void Prepare()
    {
        foreach (Stage part in Parts)
            part.Prepare();
    }

    /// <summary>up = linear_up(h) as rows, [nodes, Σ (2l+1)·channels].</summary>
    public Tensor Up(Tensor[] h)
    {
        Tensor[] rows = [.. linearUp.Apply(h).Select(b => b.permute(1, 0, 2).flatten(1, 2))];
        return rows.Length == 1 ? rows[0] : cat(rows, 1);
    }

    /// <summary>A of the local nodes from the rows of <see cref="Up"/> of all nodes.</summary>
    public Tensor[] Compute(Tensor up, EdgeFeatures edges, MaceGraph graph)
    {
        Tensor[] mixed = graph.PairCount == 0 ? NoMessages(graph, up) : Messages(up, edges, graph);
        return gate is not null ? gate.Compute(mixed, Blocks(up.narrow(0, 0, graph.LocalCount)))
            : skipAfter is not null ? Filled(skipAfter.Apply(mixed, graph.ElementStart), block.SkipAfter!.Out, mixed[0])
            : mixed;
    }

    /// <summary>Skip connection of the local nodes' features; null entries add nothing.</summary>
    public Tensor?[]? Skip(Tensor[] h, MaceGraph graph) =>
        skipByElement is not null ? skipByElement.Apply(h, graph.ElementStart) : skipPlain?.Apply(h);

    public override void Dispose()
    {
        foreach (Stage part in Parts)
            part.Dispose();
        base.Dispose();
    }

    // n·linear(m)
    private Tensor[] Messages(Tensor up, EdgeFeatures edges, MaceGraph graph)
    {
        if (edges.Direct is { } direct)
        {
            (Tensor value, Tensor slope) = direct.Enveloped(edges, weights.ComputeWithSlope(edges.Radial, direct.RadialSlope));
            return Mixed(convolution.ComputeDirect(up, value, slope, direct, graph), Normalisation(edges.Radial, edges.Envelope, graph), up, graph);
        }

        Tensor input = gate is null ? edges.Radial : gate.EdgeInput(edges.Radial, graph);
        Tensor r = weights.Compute(input);
        if (edges.Envelope is { } f)
            r = r * f;
        return Mixed(convolution.Compute(up, r, edges.Harmonics, graph), Normalisation(input, edges.Envelope, graph), up, graph);
    }

    private Tensor[] Mixed(Tensor?[] messages, Tensor norm, Tensor up, MaceGraph graph)
    {
        Tensor[] none = NoMessages(graph, up);
        return [.. messages.Select((m, o) => m is null ? none[o] : linear.Multiply(o, m) * norm)];
    }

    private Tensor[] NoMessages(MaceGraph graph, Tensor like) =>
        [.. block.Linear.Out.Blocks.Select(b => Like.Zeros(like, b.IrrepDim, graph.LocalCount, b.Mul))];

    // 1/⟨neighbours⟩, 1/(ρ+1), 1/(βρ+α); [1], or [1, nodes, 1]
    private Tensor Normalisation(Tensor input, Tensor? envelope, MaceGraph graph)
    {
        if (density is null)
            return tensor(1 / block.AvgNumNeighbors, dtype: parameters.DType, device: parameters.Device);

        Tensor perPair = density.Compute(input).pow(2).tanh();
        if (envelope is { } f)
            perPair = perPair * f;
        Tensor rho = PairSums.ToNodes(perPair.squeeze(1), graph).reshape(1, -1, 1);
        return block.NonLinear is null ? (rho + 1).reciprocal()
            : (rho * parameters[$"{name}.beta"] + parameters[$"{name}.alpha"]).reciprocal();
    }

    private Tensor[] Blocks(Tensor rows)
    {
        Irreps irreps = block.LinearUp.Out;
        return [.. rows.split([.. irreps.Blocks.Select(b => (long)b.Dim)], 1)
            .Select((b, k) => b.reshape(-1, irreps.Blocks[k].IrrepDim, irreps.Blocks[k].Mul).permute(1, 0, 2))];
    }

    private static Tensor[] Filled(Tensor?[] blocks, Irreps irreps, Tensor like) =>
        [.. blocks.Select((b, k) => b ?? Like.Zeros(like, irreps.Blocks[k].IrrepDim, like.shape[1], irreps.Blocks[k].Mul))];
}
