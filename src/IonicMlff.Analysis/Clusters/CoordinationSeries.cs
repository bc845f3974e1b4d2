using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Clusters;

/// <summary>Coordination by O within one cutoff, frame by frame.</summary>
internal sealed record CoordinationSeries(double Cutoff, IReadOnlyList<Coordination> Frames, ContactHistory History, double Margin)
{
    public static CoordinationSeries Of(IReadOnlyList<LiShell> shells, double cutoff, LiSurroundings ions)
    {
        Coordination[] frames = [.. shells.Select(s => Coordination.Of(s, cutoff, ions.LithiumCount, ions.TfsiCount))];
        var history = new ContactHistory();
        foreach (Coordination frame in frames)
            history.Add(frame.Pairs);
        double margin = shells.SelectMany(s => s.Oxygens).Select(o => Math.Abs(o.Distance - cutoff)).DefaultIfEmpty(double.NaN).Min();
        return new(cutoff, frames, history, margin);
    }
}

/// <summary>TFSI around Li by the distance of centres, frame by frame.</summary>
internal sealed class CenterSeries
{
    public CenterSeries(string name, IReadOnlyList<LiShell> shells, Func<LiShell, int[]> pairs, Func<LiShell, double> margin, LiSurroundings ions)
    {
        Name = name;
        PerLithium = [.. shells.Select(s => ions.PerLithium(pairs(s)))];
        Margin = shells.Min(margin);
        foreach (LiShell shell in shells)
            History.Add(pairs(shell));
    }

    public string Name { get; }

    public int[][] PerLithium { get; }

    public double Margin { get; }

    public ContactHistory History { get; } = new();
}

/// <summary>How often Li has how many neighbours, with errors from blocks of frames.</summary>
internal sealed class CountPopulation
{
    public CountPopulation(IReadOnlyList<int[]> perFrame)
    {
        Values = [.. perFrame.SelectMany(f => f).Distinct().Order()];
        Total = perFrame.Sum(f => f.Length);
        Counts = [.. Values.Select(v => perFrame.Sum(f => (long)f.Count(n => n == v)))];
        Errors = [.. Values.Select(v => BlockAverage.Error(BlockAverage.Errors(perFrame.Select(f => (double)f.Count(n => n == v) / f.Length).ToArray())))];
        double[] means = [.. perFrame.Select(f => f.Average())];
        IReadOnlyList<BlockError> blocks = BlockAverage.Errors(means);
        (Mean, MeanError, IsShort) = (Moments.Mean(means), BlockAverage.Error(blocks), means.Distinct().Count() > 1 && BlockAverage.StillGrows(blocks));
    }

    public int[] Values { get; }

    public long[] Counts { get; }

    public double[] Errors { get; }

    public long Total { get; }

    public double Mean { get; }

    public double MeanError { get; }

    public bool IsShort { get; }

    public double Share(int k) => (double)Counts[k] / Total;
}
