using IonicMlff.Core.Errors;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Evaluation;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Optimisation;

/// <summary>Loss of a batch and its gradient in the parameters, at the weights the model has.</summary>
public sealed class GradientStep : IDisposable
{
    private GradientStep()
    {
    }

    /// <summary>Loss and terms.</summary>
    public required LossValue Loss { get; init; }

    /// <summary>Errors of the batch.</summary>
    public required ErrorSums Errors { get; init; }

    /// <summary>∂L/∂θ, [P].</summary>
    public required Tensor Gradient { get; init; }

    /// <summary>‖∂L/∂θ‖₂.</summary>
    public required double Norm { get; init; }

    /// <summary>Predicted energies, eV, [F].</summary>
    public required double[] Energies { get; init; }

    /// <summary>Computes it.</summary>
    /// <exception cref="IlmlffException">Loss or gradient are not finite; the message names the frames.</exception>
    public static GradientStep Of(DifferentiableModel model, ParameterVector parameters, ILoss loss, LabelledBatch batch, double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        using Prediction prediction = model.Predict(batch.Frames, loss.Needs, createGraph: true);
        IReadOnlyList<LossTerm> terms = loss.Evaluate(batch.Frames, prediction, batch.Labels, learningRate);
        Tensor total = terms.Select(t => t.Value).Aggregate((a, b) => a + b);
        Tensor?[] gradients = [.. autograd.grad([total], [.. parameters.Parameters.Select(p => p.Tensor)], allow_unused: true)
            .Select(g => g.IsInvalid ? null : g)]; // a parameter that the loss does not depend on
        using var still = no_grad();
        Tensor gradient = parameters.Joined(gradients).detach();
        var errors = new ErrorSums();
        errors.Add(batch.Frames, prediction, batch.Labels);
        double norm = GradientClip.Norm(gradient);
        var value = new LossValue(
            total.item<double>(), [.. terms.Select(t => new LossPart(t.Name, t.Weight, t.Value.item<double>()))]);
        if (!double.IsFinite(value.Total) || !double.IsFinite(norm))
            throw NotFinite(value, norm, batch);
        return new GradientStep
        {
            Loss = value,
            Errors = errors,
            Gradient = gradient.DetachFromDisposeScope(),
            Norm = norm,
            Energies = prediction.Energies.detach().cpu().data<double>().ToArray(),
        };
    }

    /// <inheritdoc />
    public void Dispose() => Gradient.Dispose();

    private static IlmlffException NotFinite(LossValue loss, double norm, LabelledBatch batch)
    {
        string frames = string.Join(", ", batch.Labels.Frames.Take(3).Select(f => f.Frame.Origin))
            + (batch.Labels.Frames.Count > 3 ? $" and {batch.Labels.Frames.Count - 3} more" : "");
        string what = double.IsFinite(loss.Total)
            ? "the gradient is not finite"
            : $"the loss is {loss.Total} ({string.Join(", ", loss.Parts.Select(p => $"{p.Name} {p.Value:g4}"))})";
        return new(ErrorKind.Failed, $"Training diverged: {what} (norm {norm}) in the batch of {frames}. Lower the learning rate, limit the "
            + "gradient (clip_grad), or look at the labels of these frames; the last checkpoint and the best model are on disk.");
    }
}
