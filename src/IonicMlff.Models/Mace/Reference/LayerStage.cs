using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// One message-passing layer, h → h': up = linear_up(h) on every sender, messages, interaction, product. With ghost senders the
/// rows of up travel from the atoms' owners (a linear map of h may be exchanged instead of h, and is never wider), and the rows
/// of ∂E/∂up travel back.
/// </summary>
internal sealed class LayerStage
{
    private readonly Interaction block;
    private readonly bool first;          // h⁰ depends on the element alone: known on ghosts, and a constant for the reverse pass
    private readonly ConvolutionStage convolution;
    private readonly InteractionStage interaction;
    private readonly ProductStage product;
    private readonly RowBuffer up;
    private readonly RowBuffer upGrad;
    private readonly RowBuffer a;
    private readonly double[] aGrad;

    public LayerStage(MaceModel model, int layer, RadialStage radial)
    {
        block = model.Layers[layer].Interaction;
        first = layer == 0;
        convolution = new ConvolutionStage(block, radial);
        interaction = InteractionStage.Create(block);
        product = new ProductStage(model.Layers[layer], model.AtomicNumbers.Length);
        up = new RowBuffer(block.LinearUp.Out.Dim);
        upGrad = new RowBuffer(block.LinearUp.Out.Dim);
        a = new RowBuffer(block.TargetIrreps.Dim);
        aGrad = new double[block.TargetIrreps.Dim];
        Features = new RowBuffer(model.Layers[layer].Product.HiddenIrreps.Dim);
        FeaturesGrad = new RowBuffer(model.Layers[layer].Product.HiddenIrreps.Dim);
    }

    /// <summary>h' of the local atoms.</summary>
    public RowBuffer Features { get; }

    /// <summary>∂E/∂h'; cleared by <see cref="Compute"/>.</summary>
    public RowBuffer FeaturesGrad { get; }

    /// <summary>h' of all local atoms from h (of the local atoms; in the first layer of all atoms).</summary>
    public void Compute(in AtomsView atoms, EdgeStage edges, RowBuffer h, IHaloExchange? halo)
    {
        ComputeUp(atoms, h, halo);
        convolution.Compute(edges, atoms.Species, atoms.LocalCount, up);
        ComputeNext(atoms, h);
    }

    /// <summary>
    /// From ∂E/∂h' to the gradients of the edges, and to ∂E/∂h, added to <paramref name="hGrad"/> (null in the first layer).
    /// </summary>
    public void Reverse(in AtomsView atoms, EdgeStage edges, RowBuffer? hGrad, IHaloExchange? halo)
    {
        upGrad.Clear(first ? 0 : up.Count);
        ReverseNext(atoms, hGrad);
        convolution.Reverse(edges, atoms.Species, atoms.LocalCount, up, first ? null : upGrad);
        if (hGrad is not null)
            ReverseUp(atoms, hGrad, halo);
    }

    private void ComputeUp(in AtomsView atoms, RowBuffer h, IHaloExchange? halo)
    {
        int all = atoms.LocalCount + atoms.GhostCount;
        up.Clear(all);
        for (int j = 0; j < (first ? all : atoms.LocalCount); j++)
        {
            if (atoms.Species[j] >= 0)
                block.LinearUp.Add(h[j], up[j]);
        }

        if (!first)
            halo?.Forward(up.All, up.Width);
    }

    private void ReverseUp(in AtomsView atoms, RowBuffer hGrad, IHaloExchange? halo)
    {
        halo?.Reverse(upGrad.All, upGrad.Width);
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] >= 0)
                block.LinearUp.AddReverse(upGrad[i], hGrad[i]);
        }
    }

    private void ComputeNext(in AtomsView atoms, RowBuffer h)
    {
        int n = atoms.LocalCount;
        interaction.Resize(n);
        a.Clear(n);
        Features.Clear(n);
        FeaturesGrad.Clear(n);
        for (int i = 0; i < n; i++)
        {
            int z = atoms.Species[i];
            if (z < 0)
                continue;

            interaction.Compute(i, z, convolution, up[i], a[i]);
            product.Compute(z, a[i], h[i], Features[i]);
        }
    }

    private void ReverseNext(in AtomsView atoms, RowBuffer? hGrad)
    {
        int n = atoms.LocalCount;
        convolution.MessagesGrad.Clear(n);
        convolution.DensityGrad.Clear(n);
        for (int i = 0; i < n; i++)
        {
            int z = atoms.Species[i];
            if (z < 0)
                continue;

            product.Reverse(z, FeaturesGrad[i], a[i], aGrad, hGrad is null ? [] : hGrad[i]);
            interaction.Reverse(i, z, aGrad, convolution, first ? [] : upGrad[i]);
        }
    }
}
