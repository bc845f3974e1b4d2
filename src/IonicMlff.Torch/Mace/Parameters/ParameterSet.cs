using IonicMlff.Models.Mace.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>The trainable tensors of a MACE model as leaves, by upstream's names; and constants of the same type and device.</summary>
internal sealed class ParameterSet
{
    private readonly Dictionary<string, ModelParameter> byName;

    public ParameterSet(MaceTensors parts, ScalarType dtype, Device device)
    {
        (DType, Device) = (dtype, device);
        var tensors = new BatchTensors(dtype, device);
        All = [.. parts.All.Where(t => t.IsParameter).Select(t =>
        {
            Tensor leaf = tensors.Reals(t.Values, t.Shape).requires_grad_(true);
            return new ModelParameter(t.Name, leaf.DetachFromDisposeScope(), GroupOf(t.Name), BlockOf(t.Name));
        })];
        byName = All.ToDictionary(p => p.Name);
    }

    public ScalarType DType { get; }

    public Device Device { get; }

    public ModelParameter[] All { get; }

    /// <summary>A leaf.</summary>
    public Tensor this[string name] => byName[name].Tensor;

    /// <summary>A constant, in no dispose scope: its user disposes it.</summary>
    public Tensor Constant(double[] values, params long[] shape) => new BatchTensors(DType, Device).Reals(values, shape);

    /// <summary>Weight of the flat tensor <paramref name="name"/> from number <paramref name="start"/> on, times a constant.</summary>
    public Tensor Slice(string name, long start, double factor, params long[] shape) =>
        this[name].narrow(0, start, shape.Aggregate(1L, (a, b) => a * b)).reshape(shape).mul(factor);

    // Upstream decays the Linear behind the convolution and all of the product blocks.
    private static string GroupOf(string name) =>
        name.StartsWith("products.", StringComparison.Ordinal)
        || (name.StartsWith("interactions.", StringComparison.Ordinal) && name.Contains("linear.weight", StringComparison.Ordinal))
            ? ModelParameter.Decay : ModelParameter.NoDecay;

    private static string BlockOf(string name)
    {
        string[] parts = name.Split('.');
        return parts.Length > 2 && int.TryParse(parts[1], out _) ? $"{parts[0]}.{parts[1]}" : parts[0];
    }
}
