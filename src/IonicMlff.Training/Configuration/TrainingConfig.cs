using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Deepmd;
using IonicMlff.Training.Configuration.Plan;
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
    /// <param name="file">The file.</param>
    /// <param name="startModel">Model that training starts from, in place of the one the file may name; null: as the file says.</param>
    /// <exception cref="IlmlffException">The first thing that is wrong, with its line.</exception>
    public static PlanReading Read(string file, string? startModel = null)
    {
        if (!File.Exists(file))
            throw IlmlffException.BadData($"{file} does not exist. Expected a YAML for 'ilmlff train', a DeePMD input.json, or arguments of mace_run_train.");
        string text = File.ReadAllText(file);
        if (RunTrainArguments.LooksLikeFlags(text))
            return RunTrainConfig.Read(RunTrainArguments.OfFlags(text, file), startModel);
        ConfigMapping map = ConfigMapping.Parse(text, file);
        if (IsDeepmd(map))
        {
            PlanReading reading = DeepmdInput.Read(map);
            return startModel is null ? reading : reading with { Plan = From(reading.Plan, startModel) };
        }

        return RunTrainArguments.LooksLikeConfig(map) ? RunTrainConfig.Read(RunTrainArguments.OfYaml(map), startModel) : TrainingYaml.Read(map, startModel);
    }

    // DeePMD's --finetune: the nets of the model, the bias shifted to the new data.
    private static TrainingPlan From(TrainingPlan plan, string startModel) => plan with
    {
        Architecture = null,
        FineTune = new FineTunePlan { Model = Path.GetFullPath(startModel), Kind = FineTuneKind.Naive, ShiftBias = true },
    };

    private static bool IsDeepmd(ConfigMapping map) =>
        map.IsMapping("training") || (map.IsMapping("model") && map.Mapping("model")!.Keys.Any(k => k is "descriptor" or "fitting_net" or "type_map"));
}
