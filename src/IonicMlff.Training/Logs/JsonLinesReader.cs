using System.Text.Json;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>Reads the events of a run back from the lines that <see cref="JsonLinesFile"/> wrote.</summary>
public static class JsonLinesReader
{
    /// <summary>The event of a line.</summary>
    /// <exception cref="JsonException">The line is no event.</exception>
    public static TrainingEvent Event(string line)
    {
        JsonObject json = JsonNode.Parse(line) as JsonObject ?? throw new JsonException("it is no JSON object");
        string name = json["event"] is JsonValue word && word.TryGetValue(out string? text) ? text : throw new JsonException("it has no 'event'");
        Type type = name switch
        {
            "started" => typeof(TrainingStarted),
            "step" => typeof(StepDone),
            "validation" => typeof(ValidationDone),
            "stage" => typeof(StageStarted),
            "checkpoint" => typeof(CheckpointSaved),
            "model" => typeof(ModelSaved),
            "warning" => typeof(TrainingWarning),
            "finished" => typeof(TrainingFinished),
            _ => throw new JsonException($"'{Quote.Short(name)}' is no event of a run"),
        };
        return (TrainingEvent)json.Deserialize(type, JsonLinesFile.Options)!;
    }

    /// <summary>The events of a file; a last line that was cut off, as by a run that was killed, is left out.</summary>
    /// <exception cref="IlmlffException">The file is missing, or a line before the last is no event.</exception>
    public static IReadOnlyList<TrainingEvent> Read(string path)
    {
        if (!File.Exists(path))
            throw IlmlffException.BadData($"{path} does not exist. It is written by 'ilmlff train' (output.json_lines) as the run goes on.");
        string[] lines = File.ReadAllLines(path);
        var events = new List<TrainingEvent>(lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                events.Add(Event(lines[i]));
            }
            catch (JsonException e)
            {
                if (i < lines.Length - 1)
                    throw IlmlffException.BadData($"{path}: line {i + 1} is no event of a training run: {e.Message}. Was the file edited?", e);
            }
        }

        return events;
    }
}
