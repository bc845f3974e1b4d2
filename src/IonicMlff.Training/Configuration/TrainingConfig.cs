using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Yaml;

namespace IonicMlff.Training.Configuration;

/// <summary>Reads the description of a training run, whatever it was written for.</summary>
public static class TrainingConfig
{
    /// <summary>The plan of the project's own YAML.</summary>
    /// <exception cref="IlmlffException">The first thing that is wrong, with its line.</exception>
    public static PlanReading Read(string file)
    {
        ConfigMapping map = ConfigMapping.Read(file);
        return TrainingYaml.Read(map);
    }
}
