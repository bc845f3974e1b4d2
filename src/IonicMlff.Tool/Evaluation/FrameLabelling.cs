using IonicMlff.Core.Frames;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Puts results into a frame under the plain names energy, stress, virial, forces and energy_site. What the input had under these
/// names is kept as a label: energy becomes REF_energy and so on. A frame that has REF_ labels already was evaluated before: its
/// plain values are earlier results and are replaced. The deviations of a committee go under the names of model_devi.out, devi_f per
/// atom.
/// </summary>
internal static class FrameLabelling
{
    private const string LabelPrefix = "REF_";

    private static readonly string[] FrameKeys = ["energy", "stress", "virial", "virials"];
    private static readonly string[] AtomKeys = ["forces", "energy_site"];

    /// <summary>Writes the results into the frame; everything else of it stays.</summary>
    public static void Apply(Frame frame, FrameResult result)
    {
        bool hasLabels = FrameKeys.Any(k => frame.Values.ContainsKey(LabelPrefix + k)) || AtomKeys.Any(k => frame.Columns.ContainsKey(LabelPrefix + k));
        MakeRoom(frame.Values, FrameKeys, hasLabels);
        MakeRoom(frame.Columns, AtomKeys, hasLabels);

        frame.Values.Add("energy", PropertyArray.Of(result.Energy));
        if (result.Stress is not null)
        {
            frame.Values.Add("stress", PropertyArray.Of(result.Stress));
        }

        frame.Values.Add("virial", PropertyArray.Of(result.Virial));
        frame.Columns.Add("forces", PropertyArray.PerAtom(result.Forces, 3));
        frame.Columns.Add("energy_site", PropertyArray.PerAtom(result.SiteEnergies, 1));
        if (result.Deviation is { } deviation)
        {
            foreach ((string name, double value) in deviation.Columns)
            {
                frame.Values[name] = PropertyArray.Of(value);
            }

            frame.Columns["devi_f"] = PropertyArray.PerAtom(deviation.Forces, 1);
        }
    }

    private static void MakeRoom(OrderedDictionary<string, PropertyArray> values, string[] keys, bool hasLabels)
    {
        foreach (string key in keys)
        {
            int index = values.IndexOf(key);
            if (index < 0)
            {
                continue;
            }

            PropertyArray value = values.GetAt(index).Value;
            values.RemoveAt(index);
            if (!hasLabels)
            {
                values.Insert(index, LabelPrefix + key, value);
            }
        }
    }
}
