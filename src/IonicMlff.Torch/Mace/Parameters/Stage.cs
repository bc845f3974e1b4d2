using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// A part of the model with weights. The parameters are leaves; what is multiplied is made of them once per pass
/// (<see cref="Prepare"/>): in training that belongs to the graph, an evaluator does it once for all.
/// </summary>
internal abstract class Stage : IDisposable
{
    private readonly List<Tensor> constants = [];

    /// <summary>Makes the weights of a pass from the parameters.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Weights that <see cref="Prepare"/> made, for an evaluator that keeps them.</summary>
    public virtual IEnumerable<Tensor> Prepared => [];

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (Tensor constant in constants)
            constant.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps a constant until the stage is disposed.</summary>
    protected Tensor Keep(Tensor constant)
    {
        constants.Add(constant);
        return constant;
    }
}
