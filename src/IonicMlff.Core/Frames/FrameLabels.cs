using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Frames;

/// <summary>
/// Energy, forces and stress stored with a frame, under the usual names: <c>REF_energy</c> before <c>energy</c>,
/// <c>REF_forces</c> before <c>forces</c> (per atom), <c>REF_stress</c> before <c>stress</c>, <c>REF_virial(s)</c> before
/// <c>virial(s)</c>. Energies in eV, forces in eV/Å, stress in eV/Å³ with ASE's sign (positive = tensile), virial in eV, W =
/// −V·stress.
/// </summary>
public sealed record FrameLabels
{
    private const string TensorNumbers = "6 (xx yy zz yz xz xy) or 9 numbers";
    private static readonly string[] EnergyKeys = ["REF_energy", "energy"];
    private static readonly string[] ForcesKeys = ["REF_forces", "forces", "force"];
    private static readonly string[] StressKeys = ["REF_stress", "stress"];
    private static readonly string[] VirialKeys = ["REF_virials", "REF_virial", "virials", "virial"];

    /// <summary>Total energy, eV.</summary>
    public double? Energy { get; private init; }

    /// <summary>Forces, eV/Å, 3 per atom.</summary>
    public double[]? Forces { get; private init; }

    /// <summary>Stress, eV/Å³, 9 numbers row by row; from the virial when only that is given and the volume is defined.</summary>
    public double[]? Stress { get; private init; }

    /// <summary>Virial, eV, 9 numbers row by row; from the stress when only that is given.</summary>
    public double[]? Virial { get; private init; }

    /// <summary>Names under which the labels were found, in the order energy, forces, stress or virial.</summary>
    public IReadOnlyList<string> Keys { get; private init; } = [];

    /// <summary>Reads the labels of a frame; missing ones are null.</summary>
    /// <exception cref="IlmlffException">A label has the wrong type or number of values. NaN is not refused here.</exception>
    public static FrameLabels From(Frame frame) => From(frame, LabelKeys.Usual);

    /// <summary>Reads the labels of a frame under names of the user's own; missing ones are null.</summary>
    /// <exception cref="IlmlffException">A label has the wrong type or number of values. NaN is not refused here.</exception>
    public static FrameLabels From(Frame frame, LabelKeys names)
    {
        static string[] Names(string? own, string[] usual) => own is null ? usual : [own];
        var keys = new List<string>();
        double[]? energy = Find(frame, frame.Values, Names(names.Energy, EnergyKeys), keys, n => n == 1, "one number");
        double[]? forces = Find(frame, frame.Columns, Names(names.Forces, ForcesKeys), keys, n => n == 3L * frame.Count, "3 numbers per atom");
        double[]? stress = Full(Find(frame, frame.Values, Names(names.Stress, StressKeys), keys, n => n is 6 or 9, TensorNumbers));
        double[]? virial = Full(Find(frame, frame.Values, Names(names.Virial, VirialKeys), keys, n => n is 6 or 9, TensorNumbers));
        double volume = frame.Cell.Volume;
        if (frame.Cell.IsFullyPeriodic && volume > 0)
        {
            stress ??= Scaled(virial, -1 / volume);
            virial ??= Scaled(stress, -volume);
        }

        return new() { Energy = energy?[0], Forces = forces, Stress = stress, Virial = virial, Keys = keys };
    }

    private static double[]? Find(
        Frame frame,
        OrderedDictionary<string, PropertyArray> from,
        string[] names,
        List<string> keys,
        Func<int, bool> fits,
        string expected)
    {
        foreach (string name in names)
        {
            if (!from.TryGetValue(name, out PropertyArray? found))
                continue;
            if (found.AsReals() is not { } values || !fits(values.Length))
            {
                string met = found.IsNumeric
                    ? $"{found.Data.Length} numbers"
                    : $"'{Quote.Short(found.AsText() ?? found.Kind.ToString())}'";
                throw IlmlffException.BadData($"{frame.Origin}: {name} is {met}; expected {expected}.");
            }

            keys.Add(name);
            return values;
        }

        return null;
    }

    private static double[]? Full(double[]? t) =>
        t is { Length: 6 } ? [t[0], t[5], t[4], t[5], t[1], t[3], t[4], t[3], t[2]] : t;

    private static double[]? Scaled(double[]? t, double factor) => t is null ? null : Array.ConvertAll(t, x => factor * x);
}
