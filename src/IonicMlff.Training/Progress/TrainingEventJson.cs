using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IonicMlff.Core.Errors;

namespace IonicMlff.Training.Progress;

/// <summary>
/// Events as single lines of JSON and back, without loss: the file a run writes is the one its report is made from. Each object begins with
/// <c>event</c> (start, step, validation, stage, checkpoint, model, warning, end); names are those of the events in lower case with
/// underscores, times are in seconds; doubles read back exactly, NaN and infinities are words.
/// </summary>
public static class TrainingEventJson
{
    private static readonly (Type Type, string Name)[] Events =
    [
        (typeof(TrainingStarted), "start"), (typeof(StepDone), "step"), (typeof(ValidationDone), "validation"), (typeof(StageStarted), "stage"),
        (typeof(CheckpointSaved), "checkpoint"), (typeof(ModelSaved), "model"), (typeof(TrainingWarning), "warning"), (typeof(TrainingFinished), "end"),
    ];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new Seconds() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { TellApart } },
    };

    /// <summary>One line, without its end.</summary>
    public static string Write(TrainingEvent happened) => JsonSerializer.Serialize(happened, Options);

    /// <summary>The event of a line.</summary>
    /// <exception cref="JsonException">The line is no event.</exception>
    public static TrainingEvent Read(string line) => JsonSerializer.Deserialize<TrainingEvent>(line, Options) ?? throw new JsonException("null is no event.");

    /// <summary>
    /// The events of a file. A last line that was cut off, as by a run that was killed, is left out; so are later repetitions: where a run went
    /// on from a checkpoint, what had been written beyond it counts no more.
    /// </summary>
    /// <exception cref="IlmlffException">The file is missing, or a line before the last is no event.</exception>
    public static IReadOnlyList<TrainingEvent> ReadFile(string path)
    {
        if (!File.Exists(path))
            throw IlmlffException.BadData($"{path} does not exist. It is written by 'ilmlff train' (output.json_lines) as the run goes on.");
        string[] lines = File.ReadAllLines(path);
        var events = new List<TrainingEvent>();
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                TrainingEvent happened = Read(lines[i]);
                if (happened is TrainingStarted { Description.FirstStep: var first } && events.Count > 0)
                    events.RemoveAll(e => StepOf(e) > first || e is TrainingFinished);
                events.Add(happened);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                if (i < lines.Length - 1)
                    throw IlmlffException.BadData($"{path}: line {i + 1} is no event of a training run: {e.Message}", e);
            }
        }

        return events;
    }

    private static long StepOf(TrainingEvent happened) => happened switch
    {
        StepDone e => e.Position.Step,
        ValidationDone e => e.Position.Step,
        StageStarted e => e.Position.Step,
        CheckpointSaved e => e.Position.Step,
        ModelSaved e => e.Position.Step,
        _ => -1,
    };

    private static void TellApart(JsonTypeInfo type)
    {
        if (type.Type == typeof(TrainingEvent))
        {
            type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "event" };
            foreach ((Type derived, string name) in Events)
                type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(derived, name));
        }
    }

    private sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}
