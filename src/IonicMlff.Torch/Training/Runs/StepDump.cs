using System.Text.Encodings.Web;
using System.Text.Json;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>What a dump holds besides loss, rate and norms.</summary>
/// <param name="Gradients">Every entry of every gradient, before clipping.</param>
/// <param name="Parameters">Every parameter after the step, and its moving average.</param>
public readonly record struct DumpDetail(bool Gradients, bool Parameters);

/// <summary>
/// Writes numbers of every step as JSON, so that a run can be compared with another program's: loss and terms, learning rate,
/// gradient norms by parameter and, on demand, gradients and parameters by their upstream names. Numbers read back exactly.
/// The form is documented in docs/training.md.
/// </summary>
public sealed class StepDump : IDisposable
{
    private readonly Utf8JsonWriter _json;
    private readonly DumpDetail _detail;
    private bool _isOpen;

    /// <summary>Begins a dump.</summary>
    /// <param name="to">Where it goes; stays open.</param>
    /// <param name="model">The model at its start.</param>
    /// <param name="detail">How much is written.</param>
    public StepDump(Stream to, DifferentiableModel model, DumpDetail detail)
    {
        _detail = detail;
        _json = new(to, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("format", "ilmlff-training-dump");
        _json.WriteNumber("version", 1);
        _json.WriteString("precision", model.DType == ScalarType.Float32 ? "float32" : "float64");
        _json.WriteStartArray("parameters");
        foreach (ModelParameter p in model.Parameters)
        {
            _json.WriteStartObject();
            _json.WriteString("name", p.Name);
            _json.WriteStartArray("shape");
            foreach (long length in p.Tensor.shape)
                _json.WriteNumberValue(length);
            _json.WriteEndArray();
            _json.WriteString("group", p.Group);
            _json.WriteBoolean("trained", p.IsTrainable);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteStartArray("steps");
    }

    /// <summary>What is known before a step is made.</summary>
    internal void Before(
        long step, int epoch, int stage, int[] frames, double learningRate, double clipFactor, GradientStep gradient, ParameterVector parameters)
    {
        _json.WriteStartObject();
        _isOpen = true;
        _json.WriteNumber("step", step);
        _json.WriteNumber("epoch", epoch);
        _json.WriteNumber("stage", stage);
        _json.WriteStartArray("frames");
        foreach (int f in frames)
            _json.WriteNumberValue(f);
        _json.WriteEndArray();
        _json.WriteNumber("learning_rate", learningRate);
        _json.WriteNumber("loss", gradient.Loss.Total);
        _json.WriteStartObject("terms");
        foreach (LossPart part in gradient.Loss.Parts)
        {
            _json.WriteStartObject(part.Name);
            _json.WriteNumber("weight", part.Weight);
            _json.WriteNumber("value", part.Value);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        ErrorSummary errors = gradient.Errors.Summary;
        Optional("rmse_energy_per_atom", errors.EnergyPerAtom);
        Optional("rmse_forces", errors.Forces);
        Optional("rmse_stress", errors.Stress);
        Optional("rmse_virial_per_atom", errors.VirialPerAtom);
        Numbers("predicted_energies", gradient.Energies);
        _json.WriteNumber("gradient_norm", gradient.Norm);
        _json.WriteNumber("clip_factor", clipFactor);
        _json.WriteStartObject("gradient_norms");
        for (int k = 0; k < parameters.Parameters.Count; k++)
        {
            using Tensor part = parameters.Part(gradient.Gradient, k);
            _json.WriteNumber(parameters.Parameters[k].Name, GradientClip.Norm(part));
        }

        _json.WriteEndObject();
        if (_detail.Gradients)
            Vectors("gradients", parameters, gradient.Gradient);
    }

    /// <summary>What is known after the step.</summary>
    internal void After(ParameterVector parameters, Tensor? average)
    {
        if (_detail.Parameters)
        {
            Vectors("parameters_after", parameters, parameters.Values);
            if (average is not null)
                Vectors("averages_after", parameters, average);
        }

        _json.WriteEndObject();
        _isOpen = false;
        _json.Flush();
    }

    /// <summary>Ends the document.</summary>
    public void Dispose()
    {
        if (_isOpen)
            _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
    }

    private void Vectors(string name, ParameterVector parameters, Tensor vector)
    {
        _json.WriteStartObject(name);
        for (int k = 0; k < parameters.Parameters.Count; k++)
        {
            using DisposeScope scope = NewDisposeScope();
            Numbers(parameters.Parameters[k].Name, parameters.Part(vector, k).to(ScalarType.Float64).cpu().data<double>().ToArray());
        }

        _json.WriteEndObject();
    }

    private void Numbers(string name, double[] values)
    {
        _json.WriteStartArray(name);
        foreach (double value in values)
            _json.WriteNumberValue(value);
        _json.WriteEndArray();
    }

    private void Optional(string name, double? value)
    {
        if (value is { } number)
            _json.WriteNumber(name, number);
        else
            _json.WriteNull(name);
    }
}
