using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>
/// One JSON object per event and line: <c>event</c> (started, step, validation, stage, checkpoint, model, warning, finished),
/// <c>time</c> (UTC) and the event's own fields in snake case; numbers that are not finite are texts. Steps are thinned out.
/// </summary>
/// <param name="path">File.</param>
/// <param name="everySteps">Steps between the lines of steps; the first is always written.</param>
/// <param name="clock">Clock of <c>time</c>; null: the machine's.</param>
public sealed class JsonLinesFile(string path, long everySteps, TimeProvider? clock = null) : ITrainingObserver, IDisposable
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private LogFile? file;

    /// <inheritdoc />
    public void Observe(TrainingEvent happened)
    {
        if (happened is TrainingStarted { Description: var run })
        {
            file?.Dispose();
            file = LogFile.Open(path, run.FirstStep == 0 ? null : line => StepOf(line) <= run.FirstStep);
        }

        if (happened is StepDone step && step.Position.Step != 1 && step.Position.Step % everySteps != 0)
            return;
        var line = new JsonObject
        {
            ["event"] = Name(happened),
            ["time"] = (clock ?? TimeProvider.System).GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
        };
        JsonObject fields = JsonSerializer.SerializeToNode(happened, happened.GetType(), Options)!.AsObject();
        foreach ((string key, JsonNode? value) in fields)
            line[key] = value?.DeepClone();
        file?.Line(line.ToJsonString(Options));
    }

    /// <inheritdoc />
    public void Dispose() => file?.Dispose();

    private static string Name(TrainingEvent happened) => happened switch
    {
        TrainingStarted => "started",
        StepDone => "step",
        ValidationDone => "validation",
        StageStarted => "stage",
        CheckpointSaved => "checkpoint",
        ModelSaved => "model",
        TrainingWarning => "warning",
        _ => "finished",
    };

    // Lines of steps that will be made again are dropped; a line that a kill cut in two, too.
    private static long StepOf(string line)
    {
        try
        {
            return JsonNode.Parse(line)?["position"]?["step"]?.GetValue<long>() ?? 0;
        }
        catch (JsonException)
        {
            return long.MaxValue;
        }
    }
}
