namespace IonicMlff.Training.Sampling;

/// <summary>Size of a frame, for batches by atoms or edges.</summary>
/// <param name="Atoms">Number of atoms.</param>
/// <param name="Edges">Number of directed pairs within the cutoff.</param>
/// <param name="System">System the frame belongs to, from 0.</param>
public readonly record struct FrameSize(int Atoms, long Edges, int System);

/// <summary>Where a sampler stands; all that a checkpoint needs to go on with the same batches.</summary>
/// <param name="Generator">State of the random numbers, as text; empty when none are drawn.</param>
/// <param name="Counters">Epochs and positions.</param>
public sealed record SamplerState(string Generator, long[] Counters);

/// <summary>Decides which frames a step sees.</summary>
public abstract class BatchSampler
{
    /// <summary>Epoch of the next batch, from 0.</summary>
    public abstract int Epoch { get; }

    /// <summary>Is the next batch the first one of an epoch?</summary>
    public abstract bool AtEpochStart { get; }

    /// <summary>Batches of an epoch (this one, where they differ).</summary>
    public abstract int BatchesPerEpoch { get; }

    /// <summary>Where it stands.</summary>
    public abstract SamplerState State { get; }

    /// <summary>Indices of the frames of the next batch.</summary>
    public abstract int[] Next();

    /// <summary>Number of batches of the first epochs.</summary>
    public abstract long StepsOfEpochs(int epochs);

    /// <summary>Goes back to a state of a sampler over the same frames.</summary>
    /// <exception cref="ArgumentException">The state does not fit.</exception>
    public abstract void Restore(SamplerState state);
}
