using IonicMlff.Data.Sets;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Starts;

/// <summary>What a model says of a frame.</summary>
internal static class Predictions
{
    /// <summary>The frame with energy, forces, stress and virial of the model in place of its labels.</summary>
    public static LabelledFrame Relabel(DifferentiableModel model, LabelledFrame frame)
    {
        using DisposeScope scope = NewDisposeScope();
        using var batch = FrameBatch.From([frame.Frame], model.Geometry);
        using Prediction prediction = model.Predict(batch, Derivatives.ForcesAndVirial, createGraph: false);
        double volume = frame.Frame.Cell.IsFullyPeriodic ? frame.Frame.Cell.Volume : 0;
        double[] virial = Numbers(prediction.Virials!);
        return frame with
        {
            Energy = Numbers(prediction.Energies)[0],
            Forces = Numbers(prediction.Forces!),
            Virial = volume > 0 ? virial : null,
            Stress = volume > 0 ? Array.ConvertAll(virial, w => -w / volume) : null,
        };
    }

    /// <summary>Energies of frames, eV.</summary>
    public static double[] Energies(DifferentiableModel model, IReadOnlyList<LabelledFrame> frames) => [.. frames.Select(frame =>
    {
        using DisposeScope scope = NewDisposeScope();
        using var batch = FrameBatch.From([frame.Frame], model.Geometry);
        using Prediction prediction = model.Predict(batch, Derivatives.Energy, createGraph: false);
        return Numbers(prediction.Energies)[0];
    })];

    private static double[] Numbers(Tensor t) => t.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
