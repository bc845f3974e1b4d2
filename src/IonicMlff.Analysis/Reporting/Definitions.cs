using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Runs;

namespace IonicMlff.Analysis.Reporting;

/// <summary>How the numbers of a result were computed, as text: definitions, units, frames, parameters.</summary>
internal static class Definitions
{
    private const int Width = 130;

    /// <summary>Of a result, before its document takes the numbers.</summary>
    public static string Of(AnalysisReport part)
    {
        var text = new StringBuilder();
        string counted = part.Summary.System.Topology.AtomCount == 0 ? "rows" : "frames";
        string time = part.Summary.FrameInterval is double dt ? string.Create(CultureInfo.InvariantCulture, $", {dt:G6} ps apart") : "";
        Add(text, counted, string.Create(CultureInfo.InvariantCulture, $"{part.Summary.Frames} of {Path.GetFileName(part.Summary.System.Trajectory)}{time}{(part.Summary.IsComplete ? "" : "; not all of the file")}"));
        JsonObject json = part.Result.Json;
        switch (json["formula"])
        {
            case JsonObject formulas:
                foreach ((string name, JsonNode? formula) in formulas)
                    Add(text, name, formula?.ToString() ?? "");
                break;
            case JsonValue formula:
                Add(text, "formula", formula.ToString());
                break;
        }

        if (json["units"] is JsonValue units)
            Add(text, "units", units.ToString());
        foreach ((string key, JsonNode? value) in json)
        {
            // Parameters: single numbers and words; results stand in the tables.
            if (value is JsonValue v && key is not ("formula" or "units") && IsParameter(key))
                Add(text, key, v.ToString());
        }

        return text.ToString().TrimEnd('\n');
    }

    private static bool IsParameter(string key) => key.Contains("cutoff", StringComparison.Ordinal) || key.Contains("_A", StringComparison.Ordinal) || key.Contains("temperature", StringComparison.Ordinal)
        || key.Contains("volume", StringComparison.Ordinal) || key.Contains("sampling", StringComparison.Ordinal) || key.StartsWith("n_", StringComparison.Ordinal) || key.Contains("viscosity_mPa", StringComparison.Ordinal);

    // "name: text", broken between words, further lines indented.
    private static void Add(StringBuilder text, string name, string value)
    {
        var line = new StringBuilder(name + ":");
        foreach (string word in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length + 1 > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append("   ");
            }

            line.Append(' ').Append(word);
        }

        text.Append(line).Append('\n');
    }
}
