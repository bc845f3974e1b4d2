namespace IonicMlff.Torch.Training.Batches;

/// <summary>Frames and labels of one step or one part of the validation.</summary>
/// <param name="Frames">Atoms and edges.</param>
/// <param name="Labels">Labels and weights.</param>
public sealed record LabelledBatch(FrameBatch Frames, BatchLabels Labels) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Frames.Dispose();
        Labels.Dispose();
    }
}
