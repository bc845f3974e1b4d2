using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>h' = linear(B(A, z)) + sc, with the symmetric contraction B and the interaction's skip connection sc of h.</summary>
internal sealed class ProductStage : Stage
{
    private readonly Product product;
    private readonly ContractionStage contraction;
    private readonly IrrepsMix linear;

    public ProductStage(ParameterSet parameters, int layer, Product product)
    {
        this.product = product;
        contraction = new ContractionStage(parameters, $"products.{layer}.symmetric_contractions", product.Contractions);
        linear = new IrrepsMix(parameters, $"products.{layer}.linear", product.Linear);
    }

    public override IEnumerable<Tensor> Prepared => [.. contraction.Prepared, .. linear.Prepared];

    public override void Prepare()
    {
        contraction.Prepare();
        linear.Prepare();
    }

    /// <summary>Features of the local nodes after the layer.</summary>
    public Tensor[] Compute(Tensor[] a, Tensor?[]? skip, int[] elementStart)
    {
        Tensor[] h = linear.Apply(contraction.Compute(a.Length == 1 ? a[0] : cat(a, 0), elementStart));
        if (!product.UseSkip || skip is null)
            return h;
        return [.. h.Select((block, k) => skip[k] is { } sc ? block + sc : block)];
    }

    public override void Dispose()
    {
        contraction.Dispose();
        linear.Dispose();
        base.Dispose();
    }
}
