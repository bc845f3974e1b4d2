using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Configuration.Yaml;

namespace IonicMlff.Training.Configuration.RunTrain;

/// <summary>Files, labels, heads and E0 out of the arguments of mace_run_train.</summary>
internal static class RunTrainData
{
    public static DataPlan Read(ConfigValues values, string folder, FineTunePlan? fineTune)
    {
        var train = new List<DataSourcePlan>();
        var valid = new List<DataSourcePlan>();
        var heads = new List<string>();
        if (values.Text("heads") is { } text)
            ReadHeads(values, Dictionary(values, "heads", text), folder, heads, train, valid);
        else
            heads.Add(LabelledFrame.DefaultHead);
        if (values.Text("train_file") is { } file)
            train.Add(new(Find(values, "train_file", folder, file), heads[0]));
        if (values.Text("valid_file") is { } judged)
            valid.Add(new(Find(values, "valid_file", folder, judged), heads[0]));
        if (train.Count == 0)
            throw values.Missing("train_file", "a file with labelled frames");
        if (fineTune?.Replay is { } replay)
            heads.Insert(0, replay.Head);
        double fraction = valid.Count > 0 ? 0 : values.Number("valid_fraction");
        return new DataPlan
        {
            Train = train,
            Valid = valid,
            Test = values.Text("test_file") is { } test ? [new(Find(values, "test_file", folder, test), heads[^1])] : [],
            Split = fraction > 0 ? new SplitPlan(fraction, null) : null,
            Keys = new LabelKeys
            {
                Energy = values.Text("energy_key"),
                Forces = values.Text("forces_key"),
                Stress = values.Text("stress_key"),
                Virial = values.Text("virials_key"),
                Head = values.Text("head_key")!,
            },
            Heads = heads,
            ConfigTypeWeights = values.Text("config_type_weights") is { } weights ? Weights(Dictionary(values, "config_type_weights", weights)) : new Dictionary<string, double>(),
            KeepIsolatedAtoms = values.Flag("keep_isolated_atoms"),
        };
    }

    public static EnergyOriginPlan EnergyOrigin(ConfigValues values, string folder, FineTunePlan? fineTune)
    {
        EnergyOriginPlan common = Rule(values, folder, fineTune, values.Text("E0s"));
        if (values.Text("heads") is not { } heads)
            return common;
        ConfigMapping map = Dictionary(values, "heads", heads);
        return common with
        {
            ByHead = map.Keys.Select(h => (Head: h, Own: map.Mapping(h)!)).Where(h => h.Own.Has("E0s")).ToDictionary(
                h => h.Head,
                h => h.Own.IsMapping("E0s") ? YamlData.Given(h.Own.Mapping("E0s")!) : Rule(values, folder, fineTune, h.Own.Text("E0s")),
                StringComparer.Ordinal),
        };
    }

    private static EnergyOriginPlan Rule(ConfigValues values, string folder, FineTunePlan? fineTune, string? text)
    {
        return text?.Trim() switch
        {
            null => new(EnergyOriginKind.IsolatedAtoms),
            "average" when fineTune?.Kind == FineTuneKind.Replay => throw values.Error("E0s", "'E0s: average' does not fit replay: the earlier frames have E0 of their own. Give isolated atoms or a dictionary."),
            "average" => new(EnergyOriginKind.IsolatedAtomsOrLeastSquares),
            "foundation" when fineTune is { } start => new(EnergyOriginKind.Model) { Model = start.Model },
            "foundation" => throw values.Error("E0s", "'E0s: foundation' needs a 'foundation_model'."),
            "estimated" when fineTune is not null => new(EnergyOriginKind.Estimated),
            "estimated" => throw values.Error("E0s", "'E0s: estimated' needs a 'foundation_model'."),
            { } file when file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => YamlData.Given(ConfigMapping.Read(Find(values, "E0s", folder, file))),
            { } dictionary => YamlData.Given(Dictionary(values, "E0s", dictionary)),
        };
    }

    /// <summary>A file beside the config, or else in the current folder.</summary>
    internal static string Find(ConfigValues values, string key, string folder, string path) =>
        !File.Exists(Path.Combine(folder, path)) && File.Exists(path) ? Path.GetFullPath(path) : YamlData.Existing(values, key, folder, path);

    private static Dictionary<string, double> Weights(ConfigMapping map) =>
        map.Keys.ToDictionary(k => k, k => map.Number(k, 0, 1e12, "") ?? throw map.Missing(k, "a weight"), StringComparer.Ordinal);

    private static void ReadHeads(ConfigValues values, ConfigMapping map, string folder, List<string> heads, List<DataSourcePlan> train, List<DataSourcePlan> valid)
    {
        foreach (string head in map.Keys)
        {
            ConfigMapping own = map.Mapping(head)!.Only("train_file", "valid_file", "E0s");
            heads.Add(head);
            string file = own.Text("train_file") ?? throw own.Missing("train_file", "the training frames of the head");
            train.Add(new(Find(values, "heads", folder, file), head));
            if (own.Text("valid_file") is { } judged)
                valid.Add(new(Find(values, "heads", folder, judged), head));
        }

        if (heads.Count == 0)
            throw values.Error("heads", "'heads' names none.");
    }

    // A dictionary of Python is a flow mapping of YAML, but for None.
    private static ConfigMapping Dictionary(ConfigValues values, string key, string text)
    {
        string trimmed = text.Trim();
        return trimmed.StartsWith('{') && trimmed.EndsWith('}') ? ConfigMapping.Parse(trimmed, $"{values.File}, {key}")
            : throw values.Error(key, $"'{key}' is '{Quote.Short(trimmed)}'; expected a dictionary such as {{1: -13.6, 6: -1030.2}}{(key == "E0s" ? ", average, or a .json file" : "")}.");
    }
}
