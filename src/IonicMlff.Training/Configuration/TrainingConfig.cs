using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Deepmd;
using IonicMlff.Training.Configuration.RunTrain;
using IonicMlff.Training.Configuration.Yaml;

namespace IonicMlff.Training.Configuration;

/// <summary>Reads the description of a training run, whatever program it was written for.</summary>
public static class TrainingConfig
{
    /// <summary>
    /// The plan of the project's own YAML, of a DeePMD-kit <c>input.json</c>, or of arguments of mace_run_train (a YAML, or a command
    /// line in a text file). Which of them a file is, its contents tell.
    /// </summary>
    /// <exception cref="IlmlffException">The first thing that is wrong, with its line.</exception>
    public static PlanReading Read(string file)
    {
        if (!File.Exists(file))
            throw IlmlffException.BadData($"{file} does not exist. Expected a YAML for 'ilmlff train', a DeePMD input.json, or arguments of mace_run_train.");
        string text = File.ReadAllText(file);
        if (RunTrainArguments.LooksLikeFlags(text))
            return RunTrainConfig.Read(RunTrainArguments.OfFlags(text, file));
        ConfigMapping map = ConfigMapping.Parse(text, file);
        if (IsDeepmd(map))
            return DeepmdInput.Read(map);
        return RunTrainArguments.LooksLikeConfig(map) ? RunTrainConfig.Read(RunTrainArguments.OfYaml(map)) : TrainingYaml.Read(map);
    }

    private static bool IsDeepmd(ConfigMapping map) =>
        map.IsMapping("training") || (map.IsMapping("model") && map.Mapping("model")!.Keys.Any(k => k is "descriptor" or "fitting_net" or "type_map"));
}
