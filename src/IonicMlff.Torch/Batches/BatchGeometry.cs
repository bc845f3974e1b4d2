using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>What has to be known of a model to make batches for it.</summary>
public sealed record BatchGeometry
{
    /// <summary>Elements of the model in the order of its species indices.</summary>
    public required IReadOnlyList<int> AtomicNumbers { get; init; }

    /// <summary>Cutoff, Å; pairs count when d &lt; cutoff.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Type of the floating tensors: that of the model.</summary>
    public ScalarType DType { get; init; } = ScalarType.Float64;

    /// <summary>Device of all tensors.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Heads of the model.</summary>
    public IReadOnlyList<string> Heads { get; init; } = ["Default"];

    /// <summary>
    /// Quantities of a whole frame the model takes (<c>total_charge</c>, <c>total_spin</c>) with the values of frames that have none.
    /// </summary>
    public IReadOnlyDictionary<string, double> FrameInputs { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Numbers of each atom that the model takes besides its element (normalised frame and atom parameters), n per atom; null: none.
    /// Throws an <see cref="IlmlffException"/> for frames that lack them.
    /// </summary>
    public Func<Frame, double[]>? AtomInputs { get; init; }

    /// <summary>Elements, cutoff and heads of a potential.</summary>
    public static BatchGeometry Of(PotentialInfo info, ScalarType dtype, Device device) => new()
    {
        AtomicNumbers = info.AtomicNumbers,
        Cutoff = info.Cutoff,
        DType = dtype,
        Device = device,
        Heads = info.Heads,
    };

    /// <summary>Species indices of a frame's atoms.</summary>
    /// <exception cref="IlmlffException">The model does not know an element.</exception>
    internal int[] SpeciesOf(Frame frame)
    {
        var indexOf = new Dictionary<int, int>();
        for (int z = 0; z < AtomicNumbers.Count; z++)
            indexOf.TryAdd(AtomicNumbers[z], z);
        return Array.ConvertAll(frame.AtomicNumbers, number => indexOf.TryGetValue(number, out int z) ? z
            : throw IlmlffException.BadData(
                $"{frame.Origin}: the model does not know the element {PeriodicTable.Symbol(number)}; it knows "
                + $"{string.Join(' ', AtomicNumbers.Select(PeriodicTable.Symbol))}. Leave the frame out or train a model with that element."));
    }

    /// <summary>Index of the head that the frame's value <c>head</c> names; 0 for frames that name none.</summary>
    /// <exception cref="IlmlffException">The model has no such head.</exception>
    internal int HeadOf(Frame frame)
    {
        if (Heads.Count < 2 || !frame.Values.TryGetValue("head", out PropertyArray? value) || value.AsText() is not { } name)
            return 0;
        for (int h = 0; h < Heads.Count; h++)
        {
            if (Heads[h] == name)
                return h;
        }

        throw IlmlffException.BadData(
            $"{frame.Origin}: the model has no head '{Quote.Short(name)}'; did you mean '{NearestWord.To(name, Heads)}'? Its heads are "
            + $"{string.Join(", ", Heads)}.");
    }
}
