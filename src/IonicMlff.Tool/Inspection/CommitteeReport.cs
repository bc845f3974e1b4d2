using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Tool.Commands;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Inspection;

/// <summary>What several model files hold, and what they are as a committee.</summary>
internal static class CommitteeReport
{
    /// <summary>Reports; returns the exit code.</summary>
    /// <exception cref="IlmlffException">A file can't be read, or the models can't form a committee.</exception>
    public static int Run(Terminal terminal, string[] files, bool json)
    {
        var models = new OpenedModels(files);
        ModelDescription[] descriptions = [.. files.Select(ModelFile.Describe)];
        BackendSupport[][] backends = [.. files.Select(f => BackendSupport.Of(f).ToArray())];
        if (json)
        {
            JsonOutput.Write(terminal, new JsonObject
            {
                ["models"] = new JsonArray([.. files.Select((f, k) => (JsonNode)InfoCommand.ToJson(f, descriptions[k], backends[k]))]),
                ["committee"] = new JsonObject
                {
                    ["members"] = files.Length,
                    ["elements"] = JsonOutput.Words(models.Info.AtomicNumbers.Select(PeriodicTable.Symbol)),
                    ["cutoff"] = models.Info.Cutoff,
                    ["same_bytes"] = models.Twins() is var (a, b) ? JsonOutput.Words([a, b]) : null,
                },
            });
        }
        else
        {
            for (int k = 0; k < files.Length; k++)
            {
                terminal.Out.WriteLine($"{files[k]}: {descriptions[k].Format}");
                Summary(descriptions[k]).Write(terminal);
                terminal.Out.WriteLine();
            }

            Committee(models, backends).Write(terminal);
        }

        if (models.Twins() is var (first, second))
        {
            terminal.Warn($"{first} and {second} hold the same bytes: these members of the committee can't deviate from each other.");
        }

        return backends.SelectMany(b => b).Any(b => b.GoldenFailed) ? (int)ErrorKind.BadData : 0;
    }

    private static Table Summary(ModelDescription model)
    {
        var table = new Table("", "");
        table.Row("  summary", model.Info.Summary);
        table.Row("  elements", Elements(model.Info.AtomicNumbers));
        foreach ((string name, string value) in model.Hyperparameters.Where(h => h.Key is "rules" or "frame parameters (fparam)" or "atom parameters (aparam)"))
        {
            table.Row("  " + name, value);
        }

        table.Row("  numbers", string.Create(CultureInfo.InvariantCulture, $"{model.DType}, {model.ParameterCount} parameters"));
        return table;
    }

    private static Table Committee(OpenedModels models, BackendSupport[][] backends)
    {
        var table = new Table("", "");
        table.Row("committee", string.Create(CultureInfo.InvariantCulture, $"{models.Files.Count} models; {models.Files[0]} drives"));
        int[] missing = [.. models.Potentials.SelectMany(p => p.Info.AtomicNumbers).Distinct().Except(models.Info.AtomicNumbers)];
        table.Row("elements", Elements(models.Info.AtomicNumbers) + (missing.Length == 0 ? "" : $" (not known by all: {Elements(missing)})"));
        table.Row("cutoff", string.Create(CultureInfo.InvariantCulture, $"{models.Info.Cutoff} Å"));
        for (int b = 0; b < backends[0].Length; b++)
        {
            int refusing = Array.FindIndex(backends, member => member[b].Refusal is not null);
            table.Row($"{backends[0][b].Backend}, {backends[0][b].Precision}",
                refusing < 0 ? "yes" : $"no: {models.Files[refusing]}: {backends[refusing][b].Refusal}");
        }

        return table;
    }

    private static string Elements(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(PeriodicTable.Symbol));
}
