using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>One trainable tensor of a model: a leaf that requires gradients unless it is frozen.</summary>
/// <param name="Name">Name in model files and upstream, e.g. <c>interactions.0.linear.weight</c>.</param>
/// <param name="Tensor">The numbers, of upstream's shape.</param>
/// <param name="Group"><see cref="Decay"/> or <see cref="NoDecay"/>: whether upstream's optimisers decay it.</param>
/// <param name="Block">Part of the model it belongs to, e.g. <c>interactions.0</c>.</param>
public sealed record ModelParameter(string Name, Tensor Tensor, string Group, string Block)
{
    /// <summary>Group of parameters with weight decay.</summary>
    public const string Decay = "decay";

    /// <summary>Group of parameters without weight decay.</summary>
    public const string NoDecay = "no_decay";

    /// <summary>False when the parameter is frozen: it has no gradient and no optimiser moves it.</summary>
    public bool IsTrainable
    {
        get => Tensor.requires_grad;
        set => Tensor.requires_grad = value;
    }
}
