using IonicMlff.Core.Elements;
using IonicMlff.Data.Sets;
using IonicMlff.Reports;
using IonicMlff.Training.DataSets;

namespace IonicMlff.Tool.Accuracy;

/// <summary>What a run learnt from and was judged by.</summary>
internal static class DataCensus
{
    /// <summary>One row per set, source and type of configuration.</summary>
    public static Table Table(TrainingFrames frames)
    {
        var table = new Table(
            "Frames by set, source and type of configuration; frames with each label.",
            new("Set"), new("Source"), new("Type"), new("Frames"), new("Atoms"), new("Energy"), new("Forces"), new("Stress"), new("Virial"), new("Elements"))
        { FileName = "data" };
        Add(table, "training", frames.Train);
        Add(table, "validation", frames.Valid);
        foreach ((string name, FrameSet test) in frames.Test)
        {
            Add(table, name, test);
        }

        if (frames.IsolatedAtoms.Count > 0)
        {
            Add(table, "isolated atoms", frames.IsolatedAtoms);
        }

        return table;
    }

    private static void Add(Table table, string set, IEnumerable<LabelledFrame> frames)
    {
        foreach (var group in frames.GroupBy(f => (f.Source, f.ConfigType)))
        {
            int Having(Func<LabelledFrame, bool> label) => group.Count(label);
            table.AddRow(
                set, group.Key.Source, group.Key.ConfigType, group.Count(), group.Sum(f => (long)f.Count), Having(f => f.Energy is not null), Having(f => f.Forces is not null),
                Having(f => f.Stress is not null), Having(f => f.Virial is not null),
                string.Join(' ', group.SelectMany(f => f.Frame.AtomicNumbers).Distinct().Order().Select(PeriodicTable.Symbol)));
        }
    }
}
