using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Data and E0.</summary>
internal static class YamlData
{
    public static DataPlan Read(ConfigValues values, string folder, FineTunePlan? fineTune)
    {
        DataSourcePlan[] train = Sources(values, "data.train", folder);
        if (train.Length == 0)
            throw values.Missing("data.train", "a file or folder with labelled frames, or a list of them");
        DataSourcePlan[] valid = Sources(values, "data.valid", folder);
        double fraction = valid.Length > 0 ? 0 : values.Number("data.valid_fraction");
        if (valid.Length > 0 && values.Given("data.valid_fraction"))
            throw values.Error("data.valid_fraction", "'data.valid_fraction' and 'data.valid' exclude each other; take one out.");
        IReadOnlyList<string> heads = values.Texts("data.heads");
        if (fineTune?.Replay is { } replay && !heads.Contains(replay.Head))
            heads = [replay.Head, .. heads];
        DataSourcePlan[] test = Sources(values, "data.test", folder);
        foreach (DataSourcePlan source in train.Concat(valid).Concat(test))
        {
            if (!heads.Contains(source.Head))
                throw values.Error("data.train", $"{source.Path} has the head '{source.Head}', but 'data.heads' are {string.Join(", ", heads)}; did you mean '{NearestWord.To(source.Head, heads)}'?");
        }

        return new DataPlan
        {
            Train = train,
            Valid = valid,
            Test = test,
            Split = fraction > 0 ? new SplitPlan(fraction, values.Text("data.split_by")) : null,
            Keys = new LabelKeys
            {
                Energy = values.Text("data.keys.energy"),
                Forces = values.Text("data.keys.forces"),
                Stress = values.Text("data.keys.stress"),
                Virial = values.Text("data.keys.virial"),
                ConfigType = values.Text("data.keys.config_type")!,
                Head = values.Text("data.keys.head")!,
            },
            Heads = heads,
            ConfigTypeWeights = values.NumberMap("data.config_type_weights"),
            KeepIsolatedAtoms = values.Flag("data.keep_isolated_atoms"),
            Accepted = values.Texts("data.accept"),
        };
    }

    /// <param name="values">Config.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="fineTune">Start model, if there is one.</param>
    /// <param name="heads">Heads of the model; each may have a rule of its own.</param>
    public static EnergyOriginPlan EnergyOrigin(ConfigValues values, string folder, FineTunePlan? fineTune, IReadOnlyList<string> heads)
    {
        if (values.At("e0s") is not var (map, key) || !map.Has(key))
        {
            values.Record("e0s", fineTune is null ? "isolated or average" : "isolated or estimated", "default");
            return new(fineTune is null ? EnergyOriginKind.IsolatedAtomsOrLeastSquares : EnergyOriginKind.IsolatedAtomsOrEstimated);
        }

        if (map.IsMapping(key))
        {
            ConfigMapping given = map.Mapping(key)!;
            bool isByHead = given.Keys.Any(heads.Contains) || given.Keys.Any(given.IsMapping);
            values.Record("e0s", isByHead ? "by head" : "given");
            return isByHead ? ByHead(values, given, folder, fineTune, heads) : Given(given);
        }

        values.Record("e0s", map.Text(key)!);
        return Rule(values, map, key, folder, fineTune);
    }

    // {head: rule, ...}
    private static EnergyOriginPlan ByHead(ConfigValues values, ConfigMapping map, string folder, FineTunePlan? fineTune, IReadOnlyList<string> heads)
    {
        map.Only([.. heads]);
        return new(fineTune is null ? EnergyOriginKind.IsolatedAtomsOrLeastSquares : EnergyOriginKind.IsolatedAtomsOrEstimated)
        {
            ByHead = map.Keys.ToDictionary(h => h, h => map.IsMapping(h) ? Given(map.Mapping(h)!) : Rule(values, map, h, folder, fineTune), StringComparer.Ordinal),
        };
    }

    private static EnergyOriginPlan Rule(ConfigValues values, ConfigMapping map, string key, string folder, FineTunePlan? fineTune)
    {
        string text = map.Text(key)!;
        return text switch
        {
            "isolated" => new(EnergyOriginKind.IsolatedAtoms),
            "average" => new(EnergyOriginKind.LeastSquares),
            "isolated or average" => new(EnergyOriginKind.IsolatedAtomsOrLeastSquares),
            "estimated" or "isolated or estimated" or "foundation" when fineTune is null => throw values.Error("e0s", $"'e0s: {text}' corrects or takes the energies of a start model, but there is none; use isolated, average, or a mapping such as {{H: -13.6}}."),
            "estimated" => new(EnergyOriginKind.Estimated),
            "isolated or estimated" => new(EnergyOriginKind.IsolatedAtomsOrEstimated),
            "foundation" => new(EnergyOriginKind.Model) { Model = fineTune!.Model },
            _ when text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => Given(ConfigMapping.Read(Existing(values, "e0s", folder, text))),
            _ when File.Exists(Path.Combine(folder, text)) => new(EnergyOriginKind.Model) { Model = Path.GetFullPath(Path.Combine(folder, text)) },
            _ => throw map.ErrorAt(key, $"'e0s' is '{Quote.Short(text)}', which is no file; expected isolated, average, a mapping such as {{H: -13.6}}, a .json file with one, or a model file."),
        };
    }

    /// <summary>Energies by symbol or atomic number.</summary>
    internal static EnergyOriginPlan Given(ConfigMapping map)
    {
        var given = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string name in map.Keys)
        {
            bool isNumber = int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out int z);
            if (isNumber ? z is < 1 or > PeriodicTable.Count : !PeriodicTable.TryAtomicNumber(name, out z))
                throw map.ErrorAt(name, $"E0: {(isNumber ? $"there is no element {z}" : PeriodicTable.Unknown(name))}.");
            given[PeriodicTable.Symbol(z)] = map.Number(name, -1e7, 1e7, "eV") ?? throw map.Missing(name, "an energy in eV");
        }

        return new(EnergyOriginKind.Given) { Given = given };
    }

    /// <summary>An absolute path that exists; a group of an HDF5 file stays on it.</summary>
    internal static string Existing(ConfigValues values, string key, string folder, string path)
    {
        string full = Path.GetFullPath(Path.Combine(folder, path));
        int hash = full.LastIndexOf('#');
        string file = hash > 0 && !File.Exists(full) && !Directory.Exists(full) ? full[..hash] : full;
        return File.Exists(file) || Directory.Exists(file) ? full : throw values.Error(key, $"'{key}': {file} does not exist.");
    }

    private static DataSourcePlan[] Sources(ConfigValues values, string key, string folder)
    {
        if (values.At(key) is not var (map, name) || !map.Has(name))
            return [];
        if (!map.IsListOfMappings(name))
        {
            string[] paths = map.Texts(name);
            values.Record(key, string.Join(", ", paths));
            return [.. paths.Select(p => new DataSourcePlan(Existing(values, key, folder, p)))];
        }

        return [.. values.List(key).Select(item => new DataSourcePlan(Existing(item, "path", folder, item.Text("path")!), item.Text("head")!)
        {
            Weight = item.Number("weight"),
            Name = item.Text("name"),
        })];
    }
}
