using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Evaluation;

/// <summary>
/// Sums of squared errors over batches, and how many labels they are of: root mean squares over any number of frames. Entries with
/// weight zero do not count, as in upstream MACE.
/// </summary>
public sealed class ErrorSums
{
    private const int Kinds = 4;
    private readonly double[] _squares = new double[Kinds];
    private readonly long[] _counts = new long[Kinds];

    /// <summary>All sums and counts, for the checkpoint.</summary>
    public double[] State
    {
        get => [.. _squares, .. _counts.Select(c => (double)c)];
        set
        {
            for (int k = 0; k < Kinds; k++)
                (_squares[k], _counts[k]) = (value[k], (long)value[Kinds + k]);
        }
    }

    /// <summary>Has anything been added?</summary>
    public bool IsEmpty => _counts.All(c => c == 0);

    /// <summary>Root mean squares.</summary>
    public ErrorSummary Summary => new(Root(0), Root(1), Root(2), Root(3));

    /// <summary>Adds a batch.</summary>
    public void Add(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        Tensor atoms = batch.AtomCounts.to(ScalarType.Float64);
        Tensor energies = (labels.EnergyWeights != 0) * ((labels.Energies - prediction.Energies) / atoms).square();
        var sums = new List<Tensor> { energies.sum() };
        Count(0, labels.Frames.Count(f => f.Energy is not null && f.Weights.Energy != 0));
        if (prediction.Forces is { } forces)
        {
            Tensor counts = (labels.ForcesWeights != 0).index_select(0, batch.FrameOfAtom).unsqueeze(1);
            sums.Add((counts * (labels.Forces - forces).to(ScalarType.Float64).square()).sum());
            Count(1, labels.Frames.Sum(f => f.Forces is not null && f.Weights.Forces != 0 ? 3L * f.Frame.Count : 0));
        }

        if (prediction.Virials is { } virials)
        {
            Tensor stress = Losses.Differences.Stress(batch, prediction);
            Tensor counts = (labels.StressWeights != 0).reshape(-1, 1, 1);
            sums.Add((counts * (labels.Stress - stress).to(ScalarType.Float64).square()).sum());
            Count(2, labels.Frames.Sum(f => f.Stress is not null && f.Weights.Stress != 0 ? 9L : 0));
            counts = (labels.VirialsWeights != 0).reshape(-1, 1, 1);
            sums.Add((counts * ((labels.Virials - virials).to(ScalarType.Float64) / atoms.reshape(-1, 1, 1)).square()).sum());
            Count(3, labels.Frames.Sum(f => f.Virial is not null && f.Weights.Virials != 0 ? 9L : 0));
        }

        double[] values = stack([.. sums], 0).cpu().data<double>().ToArray();
        for (int k = 0; k < values.Length; k++)
            _squares[k] += values[k];
    }

    /// <summary>Adds the sums of others.</summary>
    public void Add(ErrorSums other)
    {
        for (int k = 0; k < Kinds; k++)
        {
            _squares[k] += other._squares[k];
            _counts[k] += other._counts[k];
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Array.Clear(_squares);
        Array.Clear(_counts);
    }

    private void Count(int kind, long count) => _counts[kind] += count;

    private double? Root(int kind) => _counts[kind] == 0 ? null : Math.Sqrt(_squares[kind] / _counts[kind]);
}
