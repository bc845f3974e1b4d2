using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;

namespace IonicMlff.Tool.Md;

/// <summary>Reads and checks the config file of <c>ilmlff md</c>. Its words are those of docs/md.md.</summary>
internal static class MdConfigReader
{
    private const double LongestTime = 1e9; // ps

    /// <summary>Reads a file; relative paths in it are relative to it.</summary>
    /// <exception cref="IlmlffException">The first thing that is wrong, with its line.</exception>
    public static MdConfig Read(string file)
    {
        ConfigMapping map = ConfigMapping.Read(file).Only(
            "engine", "platform", "system", "elements", "model", "model_options", "lammps_potential", "ranks", "timestep", "temperature", "pressure", "ensemble",
            "thermostat", "barostat", "seed", "stages", "output", "stop");
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string At(string path) => Path.GetFullPath(Path.Combine(folder, path));

        string engine = map.Word("engine", "lammps", "lammps", "openmm");
        string system = Existing(map, "system", At(map.Text("system") ?? throw map.Missing("system", "a file with the atoms")));
        string[] models = [.. map.Texts("model").Select(m => ExistingModel(map, At, m))];
        string? potential = map.Text("lammps_potential");
        if (models.Length == 0 == potential is null)
            throw map.ErrorAt("model", potential is null ? "'model' is missing; expected a model file, or a list of them." : "'model' and 'lammps_potential' exclude each other; give one of them.");
        double timeStep = map.Number("timestep", 1e-4, 100, "fs") ?? throw map.Missing("timestep", "the time step in fs, e.g. 0.5");
        Ensemble ensemble = ReadEnsemble(map, "nvt");
        double? temperature = map.Number("temperature", 1e-3, 1e6, "K"), pressure = map.Number("pressure", -1e6, 1e7, "bar");
        Thermostat thermostat = ReadThermostat(map.Mapping("thermostat")?.Only("kind", "time"), timeStep);
        Barostat barostat = ReadBarostat(map.Mapping("barostat")?.Only("coupling", "time"), timeStep);
        var config = new MdConfig
        {
            File = Path.GetFullPath(file),
            Engine = engine,
            Platform = map.Text("platform") ?? "Reference",
            System = system,
            Elements = map.Texts("elements"),
            Models = models,
            ModelWords = ReadModelWords(map.Mapping("model_options")?.Only("precision", "backend", "threads", "device", "head", "charge", "spin", "words"), potential is not null),
            PotentialWords = ReadPotentialWords(map.Mapping("model_options"), models),
            LammpsPotential = potential?.TrimEnd(),
            Ranks = (int)(map.Whole("ranks", 1, 4096) ?? 1),
            TimeStep = timeStep,
            Thermostat = thermostat,
            Barostat = barostat,
            Seed = (int)(map.Whole("seed", 1, 900_000_000) ?? 1),
            Stages = ReadStages(map, ensemble, temperature, pressure, timeStep),
            Output = ReadOutput(map.Mapping("output")?.Only("folder", "format", "trajectory_every", "thermo_every", "checkpoint_every"), folder),
            StopTemperature = double.PositiveInfinity,
            StopDeviation = double.PositiveInfinity,
        };
        config = ReadStop(map.Mapping("stop")?.Only("deviation", "temperature"), config);
        return config;
    }

    private static string Existing(ConfigMapping map, string key, string path) => System.IO.File.Exists(path) ? path
        : throw map.ErrorAt(key, $"'{key}': {path} does not exist.");

    // A potential of the user's own is named FILE.dll:Type.
    private static string ExistingModel(ConfigMapping map, Func<string, string> at, string model)
    {
        int dll = model.IndexOf(".dll:", StringComparison.Ordinal);
        string file = dll < 0 ? model : model[..(dll + 4)];
        return Existing(map, "model", at(file)) + model[file.Length..];
    }

    private static Ensemble ReadEnsemble(ConfigMapping map, string standard) => map.Word("ensemble", standard, "nve", "nvt", "npt") switch
    {
        "nve" => Ensemble.Nve,
        "npt" => Ensemble.Npt,
        _ => Ensemble.Nvt,
    };

    private static Thermostat ReadThermostat(ConfigMapping? map, double timeStep)
    {
        if (map is null)
            return new Thermostat(Langevin: false, 100 * timeStep);
        var thermostat = new Thermostat(map.Word("kind", "nose-hoover", "nose-hoover", "langevin") == "langevin", map.Number("time", timeStep, 1e6, "fs") ?? 100 * timeStep);
        return thermostat;
    }

    private static Barostat ReadBarostat(ConfigMapping? map, double timeStep)
    {
        if (map is null)
            return new Barostat("iso", 1000 * timeStep);
        var barostat = new Barostat(map.Word("coupling", "iso", "iso", "aniso", "tri"), map.Number("time", timeStep, 1e7, "fs") ?? 1000 * timeStep);
        return barostat;
    }

    private static List<string> ReadModelWords(ConfigMapping? map, bool noModel)
    {
        var words = new List<string>();
        if (map is null)
            return words;
        if (noModel)
            throw map.ErrorAt("", "'model_options' belongs to 'model'; with 'lammps_potential' put the words there.");
        void Add(string key, string? value)
        {
            if (value is not null)
                words.AddRange([key, value]);
        }

        if (map.Has("precision"))
            Add("precision", map.Word("precision", null, "double", "mixed"));
        if (map.Has("backend"))
            Add("backend", map.Word("backend", null, "auto", "simd", "reference", "torch"));
        Add("threads", map.Whole("threads", 1, 1024)?.ToString(CultureInfo.InvariantCulture));
        Add("device", map.Text("device"));
        Add("head", map.Text("head"));
        Add("charge", map.Number("charge", -1000, 1000, "e")?.ToString("R", CultureInfo.InvariantCulture));
        Add("spin", map.Number("spin", 0, 1000, "")?.ToString("R", CultureInfo.InvariantCulture));
        return words;
    }

    // Which words a potential in C# knows, it says itself.
    private static Dictionary<string, string> ReadPotentialWords(ConfigMapping? options, string[] models)
    {
        var words = new Dictionary<string, string>();
        if (options?.Mapping("words") is not { } map)
            return words;
        if (!Array.Exists(models, m => m.Contains(".dll", StringComparison.Ordinal)))
            throw options.ErrorAt("words", "'model_options.words' are words of a potential in C# (a .dll); 'model' names none.");
        foreach (string key in map.Keys)
            words.Add(key, map.Text(key) ?? throw map.ErrorAt(key, $"'model_options.words.{key}' has no value."));
        return words;
    }

    private static List<MdStage> ReadStages(ConfigMapping map, Ensemble ensemble, double? temperature, double? pressure, double timeStep)
    {
        List<ConfigMapping> stages = map.Mappings("stages");
        if (stages.Count == 0)
            throw map.Missing("stages", "a list such as '- {kind: produce, time: 10}'");
        return [.. stages.Select((s, i) => ReadStage(s, i, ensemble, temperature, pressure, timeStep))];
    }

    private static MdStage ReadStage(ConfigMapping map, int index, Ensemble ensemble, double? temperature, double? pressure, double timeStep)
    {
        string word = map.Word("kind", null, "minimise", "heat", "equilibrate", "produce");
        StageKind kind = Enum.Parse<StageKind>(word, ignoreCase: true);
        string name = $"{index + 1} ({word})";
        if (kind == StageKind.Minimise)
        {
            map.Only("kind", "max_steps", "force_tolerance");
            return new MdStage { Kind = kind, Name = name, Steps = map.Whole("max_steps", 1, 10_000_000) ?? 1000, ForceTolerance = map.Number("force_tolerance", 1e-12, 100, "eV/Å") ?? 0.01 };
        }

        map.Only(kind == StageKind.Heat ? ["kind", "from", "to", "time", "ensemble", "pressure", "trajectory"] : ["kind", "time", "temperature", "ensemble", "pressure", "trajectory"]);
        Ensemble own = map.Has("ensemble") ? ReadEnsemble(map, "nvt") : ensemble;
        double time = map.Number("time", timeStep * 1e-3, LongestTime, "ps") ?? throw map.Missing("time", "the length of the stage in ps");
        double? from = kind == StageKind.Heat ? map.Number("from", 0, 1e6, "K") ?? throw map.Missing("from", "the temperature at the beginning in K") : null;
        double? to = kind == StageKind.Heat ? map.Number("to", 1e-3, 1e6, "K") ?? temperature : map.Number("temperature", 1e-3, 1e6, "K") ?? temperature;
        double? bar = map.Number("pressure", -1e6, 1e7, "bar") ?? pressure;
        if (own != Ensemble.Nve && to is null)
            throw map.Missing(kind == StageKind.Heat ? "to" : "temperature", $"a temperature in K for ensemble {own.ToString().ToLowerInvariant()}, here or for all stages");
        if (kind == StageKind.Heat && own == Ensemble.Nve)
            throw map.ErrorAt("kind", $"stage {name} has ensemble nve, which holds no temperature; give it 'ensemble: nvt' or npt.");
        if (own == Ensemble.Npt && bar is null)
            throw map.Missing("pressure", "a pressure in bar for ensemble npt, here or for all stages");
        bool keeps = map.Flag("trajectory", kind == StageKind.Produce);
        return new MdStage
        {
            Kind = kind,
            Name = name,
            Ensemble = own,
            Steps = Math.Max(1, (long)Math.Round(time * 1000 / timeStep)),
            FromTemperature = Math.Max(from ?? to ?? 0, 1e-3),
            ToTemperature = to ?? 0,
            Pressure = bar ?? 0,
            KeepsTrajectory = keeps,
        };
    }

    private static MdOutput ReadOutput(ConfigMapping? map, string folder)
    {
        const long Most = 1_000_000_000;
        long thermo = map?.Whole("thermo_every", 1, Most) ?? 100, trajectory = map?.Whole("trajectory_every", 1, Most) ?? 1000,
            checkpoint = map?.Whole("checkpoint_every", 1, Most) ?? 10_000;
        string name = Path.GetFullPath(Path.Combine(folder, map?.Text("folder") ?? "md"));
        if (System.IO.File.Exists(name))
            throw map!.ErrorAt("folder", $"'output.folder': {name} is a file; expected a folder, which is made when it is missing.");
        return new MdOutput(name, map?.Word("format", "extxyz", "extxyz", "xtc") ?? "extxyz", trajectory, thermo, checkpoint);
    }

    private static MdConfig ReadStop(ConfigMapping? map, MdConfig config)
    {
        if (map is null)
            return config;
        double? deviation = map.Number("deviation", 1e-9, 1e6, "eV/Å"), temperature = map.Number("temperature", 1, 1e9, "K");
        if (deviation is not null && config.Models.Count < 2)
            throw map.ErrorAt("deviation", "'stop.deviation' is the deviation of a committee; give 'model' as a list of several models.");
        string[] stop = deviation is { } d ? ["devi_stop", d.ToString("R", CultureInfo.InvariantCulture)] : [];
        return config with { ModelWords = [.. config.ModelWords, .. stop], StopTemperature = temperature ?? double.PositiveInfinity, StopDeviation = deviation ?? double.PositiveInfinity };
    }
}
