using IonicMlff.Data.Sets;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training;

/// <summary>
/// Labels and weights of the frames of a batch. An absent label is zero and its weight is zero, as in upstream MACE. Energies and
/// weights are in double, the rest has the model's type. Owns its tensors (they are in no dispose scope).
/// </summary>
public sealed class BatchLabels : IDisposable
{
    private BatchLabels()
    {
    }

    /// <summary>Total energies, eV, [F] double.</summary>
    public required Tensor Energies { get; init; }

    /// <summary>Forces, eV/Å, [N,3].</summary>
    public required Tensor Forces { get; init; }

    /// <summary>Stress, eV/Å³, [F,3,3], positive = tension.</summary>
    public required Tensor Stress { get; init; }

    /// <summary>Virials, eV, [F,3,3].</summary>
    public required Tensor Virials { get; init; }

    /// <summary>Weight w of each frame, [F].</summary>
    public required Tensor FrameWeights { get; init; }

    /// <summary>w_E, [F]; 0 where there is no energy.</summary>
    public required Tensor EnergyWeights { get; init; }

    /// <summary>w_F, [F]; 0 where there are no forces.</summary>
    public required Tensor ForcesWeights { get; init; }

    /// <summary>w_S, [F]; 0 where there is no stress.</summary>
    public required Tensor StressWeights { get; init; }

    /// <summary>w_V, [F]; 0 where there is no virial.</summary>
    public required Tensor VirialsWeights { get; init; }

    /// <summary>The frames they are of.</summary>
    public required IReadOnlyList<LabelledFrame> Frames { get; init; }

    /// <summary>Labels of frames, in the order of their batch.</summary>
    public static BatchLabels Of(IReadOnlyList<LabelledFrame> frames, ScalarType dtype, Device device)
    {
        var exact = new BatchTensors(ScalarType.Float64, device);
        var tensors = new BatchTensors(dtype, device);
        int count = frames.Count, atoms = frames.Sum(f => f.Frame.Count);
        return new BatchLabels
        {
            Frames = frames,
            Energies = exact.Reals([.. frames.Select(f => f.Energy ?? 0)], count),
            Forces = tensors.Reals([.. frames.SelectMany(f => f.Forces ?? new double[3 * f.Frame.Count])], atoms, 3),
            Stress = tensors.Reals([.. frames.SelectMany(f => f.Stress ?? new double[9])], count, 3, 3),
            Virials = tensors.Reals([.. frames.SelectMany(f => f.Virial ?? new double[9])], count, 3, 3),
            FrameWeights = exact.Reals([.. frames.Select(f => f.Weights.Frame)], count),
            EnergyWeights = exact.Reals([.. frames.Select(f => f.Energy is null ? 0 : f.Weights.Energy)], count),
            ForcesWeights = exact.Reals([.. frames.Select(f => f.Forces is null ? 0 : f.Weights.Forces)], count),
            StressWeights = exact.Reals([.. frames.Select(f => f.Stress is null ? 0 : f.Weights.Stress)], count),
            VirialsWeights = exact.Reals([.. frames.Select(f => f.Virial is null ? 0 : f.Weights.Virials)], count),
        };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (Tensor tensor in new[]
        {
            Energies, Forces, Stress, Virials, FrameWeights, EnergyWeights, ForcesWeights, StressWeights, VirialsWeights,
        })
        {
            tensor.Dispose();
        }
    }
}
