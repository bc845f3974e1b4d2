using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>Differences and weights as the losses of MACE use them; everything in double.</summary>
internal static class Differences
{
    /// <summary>N of each frame, [F].</summary>
    public static Tensor Atoms(FrameBatch batch) => batch.AtomCounts.to(ScalarType.Float64);

    /// <summary>Numbers of frames [F] as numbers of their atoms [N,1].</summary>
    public static Tensor PerAtom(FrameBatch batch, Tensor perFrame) => perFrame.index_select(0, batch.FrameOfAtom).unsqueeze(1);

    /// <summary>Numbers of frames [F] beside 3×3 tensors [F,1,1].</summary>
    public static Tensor PerTensor(Tensor perFrame) => perFrame.reshape(-1, 1, 1);

    /// <summary>σ = −W/V, eV/Å³, [F,3,3]; zero for frames without a volume.</summary>
    public static Tensor Stress(FrameBatch batch, Prediction prediction)
    {
        Tensor volume = batch.Volumes;
        Tensor safe = where(volume > 0, volume, ones_like(volume));
        Tensor inverse = where(volume > 0, safe.reciprocal(), zeros_like(volume));
        return prediction.Virials! * PerTensor(inverse.neg());
    }

    /// <summary>½e² where |e| &lt; δ, else δ(|e| − ½δ); δ may differ from entry to entry.</summary>
    public static Tensor Huber(Tensor difference, Tensor delta)
    {
        Tensor size = difference.abs();
        return where(size < delta, 0.5 * size * size, delta * (size - 0.5 * delta));
    }

    /// <summary>The same with one δ.</summary>
    public static Tensor Huber(Tensor difference, double delta)
    {
        Tensor size = difference.abs();
        return where(size < delta, 0.5 * size * size, delta * (size - 0.5 * delta));
    }
}
