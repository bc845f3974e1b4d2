namespace IonicMlff.Training.Metrics;

/// <summary>A row of an error table.</summary>
/// <param name="Set">Set of frames: training, validation, a test set; empty for the row over all sets.</param>
/// <param name="ConfigType">Type of configuration; null for all types of the set.</param>
/// <param name="Errors">The errors.</param>
public sealed record ErrorRow(string Set, string? ConfigType, PredictionErrors Errors)
{
    /// <summary>The type that all frames of the set have; null when there are several or none.</summary>
    public string? OnlyType { get; init; }
}

/// <summary>Errors by set and, where frames have a <c>config_type</c>, by type of configuration.</summary>
public sealed class ErrorTable
{
    private readonly OrderedDictionary<string, (PredictionErrors All, SortedDictionary<string, PredictionErrors> Types)> sets = [];
    private readonly PredictionErrors all = new();

    /// <summary>Adds a frame of a set.</summary>
    public void Add(string set, string configType, in FrameReference reference, in FramePrediction predicted)
    {
        if (!sets.TryGetValue(set, out var of))
            sets.Add(set, of = (new(), new(StringComparer.Ordinal)));
        if (!of.Types.TryGetValue(configType, out PredictionErrors? type))
            of.Types.Add(configType, type = new());
        all.Add(reference, predicted);
        of.All.Add(reference, predicted);
        type.Add(reference, predicted);
    }

    /// <summary>Over all frames of all sets.</summary>
    public PredictionErrors All => all;

    /// <summary>
    /// Rows: each set, below it its types of configuration when it has several, and all sets together when there are several.
    /// </summary>
    public IReadOnlyList<ErrorRow> Rows => [.. sets.SelectMany(RowsOf), .. sets.Count > 1 ? [new ErrorRow("", null, all)] : Array.Empty<ErrorRow>()];

    private static IEnumerable<ErrorRow> RowsOf(KeyValuePair<string, (PredictionErrors All, SortedDictionary<string, PredictionErrors> Types)> set) =>
        set.Value.Types.Count == 1 ? [new(set.Key, null, set.Value.All) { OnlyType = set.Value.Types.Keys.First() is { Length: > 0 } type ? type : null }]
            : [new(set.Key, null, set.Value.All), .. set.Value.Types.Select(t => new ErrorRow(set.Key, t.Key, t.Value))];
}
