using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Reads the YAML of <c>ilmlff train</c>.</summary>
public static class TrainingYaml
{
    /// <summary>The plan of a file; relative paths in it are relative to it.</summary>
    /// <exception cref="IlmlffException">The first thing that is wrong, with its line.</exception>
    public static PlanReading Read(string file) => Read(ConfigMapping.Read(file));

    /// <summary>The plan of a mapping that was read.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="startModel">Start model in place of the one in the mapping; null: as it says.</param>
    internal static PlanReading Read(ConfigMapping map, string? startModel = null)
    {
        var values = new ConfigValues(TrainingSchema.Keys, map);
        string source = Path.GetFullPath(map.File), folder = Path.GetDirectoryName(source)!;
        string name = values.Text("name") ?? Path.GetFileNameWithoutExtension(source);
        if (name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            throw values.Error("name", $"'name' is '{name}'; expected a text that can be the beginning of a file name, without '/'.");

        bool isDpmd = YamlModel.IsDpmd(values, folder, startModel);
        values.Variant = isDpmd ? TrainingSchema.DpmdModel : TrainingSchema.MaceModel;
        List<string> remarks = values.CheckDispositions();
        FineTunePlan? fineTune = YamlModel.FineTune(values, folder, startModel);
        DataPlan data = YamlData.Read(values, folder, fineTune);
        LengthPlan length = YamlRun.Length(values);
        LossPlan loss = YamlObjective.Loss(values);
        SeedPlan seeds = YamlRun.Seeds(values);
        var plan = new TrainingPlan
        {
            Name = name,
            Source = source,
            Origin = PlanOrigin.Yaml,
            Architecture = fineTune is not null ? null : isDpmd ? YamlModel.Dpmd(values) : YamlModel.Mace(values),
            FineTune = fineTune,
            Data = data,
            EnergyOrigin = YamlData.EnergyOrigin(values, folder, fineTune, data.Heads),
            Loss = loss,
            Optimiser = YamlObjective.Optimiser(values),
            Schedule = YamlObjective.Schedule(values, length),
            StageTwo = YamlObjective.StageTwo(values, loss, length),
            Batch = YamlRun.Batch(values),
            Length = length,
            Seeds = seeds,
            Device = YamlRun.Device(values),
            Output = YamlRun.Output(values, Path.Combine(folder, values.Text("output.folder") ?? name), name),
            Metadata = YamlRun.Metadata(values),
            Remarks = remarks,
        };
        return new PlanReading(plan, values.Resolved, TrainingSchema.Keys);
    }
}
