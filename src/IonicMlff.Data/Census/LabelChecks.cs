using IonicMlff.Core.Frames;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Labels that are not there, not numbers, placeholders, or unconverged.</summary>
internal static class LabelChecks
{
    private static readonly string[] LevelKeys = ["level", "level_of_theory", "theory", "method", "functional", "xc"];
    private static readonly string[] ConvergedKeys = ["converged", "scf_converged", "is_converged"];

    public static IEnumerable<Finding> Find(IReadOnlyList<LabelledFrame> train, IReadOnlyList<LabelledFrame> valid, CensusRequest request)
    {
        LabelledFrame[] all = [.. train, .. valid];
        (string Name, bool Needed, Func<LabelledFrame, bool> Has, Func<LabelledFrame, bool> Could)[] labels =
        [
            ("energy", request.NeedsEnergy, f => f.Energy is not null, _ => true),
            ("forces", request.NeedsForces, f => f.Forces is not null, _ => true),
            ("stress", request.NeedsStress, f => f.Virial is not null, f => f.Frame.Cell.IsFullyPeriodic),
        ];
        foreach (var (name, needed, has, could) in labels)
        {
            if (needed && !train.Any(has))
            {
                yield return new("no-labels", true, $"the loss weighs {name}, but no training frame has any. Values found: {Keys(train)}; "
                    + $"name the right one in data: {{keys: {{{name}: ...}}}}, or give {name} the weight 0.", []);
                continue;
            }

            LabelledFrame[] missing = needed || all.Any(has) ? [.. all.Where(f => !has(f) && could(f))] : [];
            if (missing.Length > 0 && needed)
            {
                yield return Finding.About("missing-label", name != "stress", $"{missing.Length} of {all.Length} frames have no {name}. Label them again or leave them out; "
                    + "if they are meant to be without, accept it.", missing);
            }
        }

        LabelledFrame[] broken = [.. all.Where(f => !Finite(f))];
        if (broken.Length > 0)
            yield return Finding.About("nan-label", true, $"{broken.Length} frames have labels that are not finite numbers, e.g. {Where(broken[0])}. Label them again or leave them out.", broken);

        LabelledFrame[] zero = [.. all.Where(f => f.Count > 1 && (f.Forces is { } x && x.All(v => v == 0) || f.Stress is { } s && s.All(v => v == 0)))];
        if (zero.Length > 0)
            yield return Finding.About("zero-label", true, $"{zero.Length} frames have forces or a stress that are exactly 0 throughout: placeholders, not labels. Take the values out of the file.", zero);

        LabelledFrame[] unconverged = [.. all.Where(f => ConvergedKeys.Any(k => f.Frame.Values.TryGetValue(k, out PropertyArray? v) && IsFalse(v)))];
        if (unconverged.Length > 0)
            yield return Finding.About("unconverged", true, $"{unconverged.Length} frames say of themselves that their labels are not converged. Label them again or leave them out.", unconverged);

        foreach (string key in LevelKeys)
        {
            string[] levels = [.. all.Select(f => f.Frame.Values.TryGetValue(key, out PropertyArray? v) ? v.AsText() : null).Where(t => t is not null).Distinct().Order()!];
            if (levels.Length > 1)
                yield return new("mixed-level", true, $"the frames are of several levels of theory ({key}: {string.Join(", ", levels.Take(5))}). Energies of different levels can't be learnt together: train one level, or give each a head.", []);
        }

        LabelledFrame[] single = [.. all.Where(f => f.Count == 1 && f.ConfigType != LabelledFrame.IsolatedAtom)];
        if (single.Length > 0)
            yield return Finding.About("single-atom", false, $"{single.Length} frames of one atom are not of config_type={LabelledFrame.IsolatedAtom}; they give no E0 and are trained on.", single);
    }

    private static bool IsFalse(PropertyArray value) => value.Data is bool[] { Length: 1 } flags ? !flags[0]
        : value.AsText() is { } text ? text.Trim() is "F" or "False" or "false" or "no" or "0" : value.AsReal() == 0;

    private static bool Finite(LabelledFrame f) => double.IsFinite(f.Energy ?? 0) && (f.Forces ?? []).All(double.IsFinite) && (f.Stress ?? f.Virial ?? []).All(double.IsFinite);

    private static string Where(LabelledFrame f)
    {
        int bad = Array.FindIndex(f.Forces ?? [], x => !double.IsFinite(x));
        return bad >= 0 ? $"the force on atom {bad / 3 + 1} ({"xyz"[bad % 3]})" : double.IsFinite(f.Energy ?? 0) ? "the stress" : "the energy";
    }

    private static string Keys(IReadOnlyList<LabelledFrame> frames) => string.Join(", ",
        frames.Take(20).SelectMany(f => f.Frame.Values.Keys.Concat(f.Frame.Columns.Keys)).Distinct().Take(20));
}
