using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Inspection;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff info</c>: what a model file holds and what can evaluate it.</summary>
internal static class InfoCommand
{
    private const string Unknown = "unknown";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string[]>("MODEL")
        {
            HelpName = "MODEL [MODEL ...]",
            Arity = ArgumentArity.OneOrMore,
            Description = "Model file: a MACE .model (plain or gzip), a .safetensors of ilmlff convert, or a DeePMD-kit .pb, .pth, .dp or .yaml.",
        };
        Option<bool> json = Options.Json();
        var command = new ToolCommand("info", "Show what is in a model file, and which back ends can evaluate it.")
        {
            Notes =
            [
                "Elements, cutoff, irreps, isolated-atom energies, units, licence, provenance. The golden frames of a .safetensors file are " +
                "evaluated with every back end; when one deviates, the exit code is 65.",
                "Several files: a short table of each, and what they are as a committee.",
            ],
            Examples = [("ilmlff info pyr14bf4.model", ""), ("ilmlff info pyr14bf4.safetensors --json | jq .elements", ""), ("ilmlff info 1.pb 2.pb 3.pb 4.pb", "a committee")],
        };
        command.Arguments.Add(model);
        command.Options.Add(json);
        command.SetAction(parsed => parsed.GetRequiredValue(model) is [string one] ? Run(terminal, one, parsed.GetValue(json))
            : CommitteeReport.Run(terminal, parsed.GetRequiredValue(model), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, bool json)
    {
        ModelDescription model = ModelFile.Describe(path);
        BackendSupport[] backends = [.. BackendSupport.Of(path)];
        if (json)
        {
            JsonOutput.Write(terminal, ToJson(path, model, backends));
        }
        else
        {
            Report(terminal, path, model, backends);
        }

        return backends.Any(b => b.GoldenFailed) ? (int)ErrorKind.BadData : 0;
    }

    private static void Report(Terminal terminal, string path, ModelDescription model, BackendSupport[] backends)
    {
        TextWriter output = terminal.Out;
        output.WriteLine($"{path}: {model.Format}");
        output.WriteLine();
        var table = new Table("", "");
        table.Row("summary", model.Info.Summary);
        table.Row("architecture", model.Info.Architecture);
        table.Row("elements", string.Join(' ', model.Info.AtomicNumbers.Select(PeriodicTable.Symbol)));
        table.Row("cutoff", model.Info.MessagePassingLayers == 1 ? Text($"{model.Info.Cutoff} Å")
            : Text($"{model.Info.Cutoff} Å per layer; neighbours of neighbours count through {model.Info.MessagePassingLayers} layers"));
        table.Row("heads", string.Join(", ", model.Info.Heads));
        foreach ((string name, string value) in model.Hyperparameters)
        {
            table.Row(name, value);
        }

        if (model.Info.FrameInputs.Count > 0)
        {
            table.Row("frame keys it takes", string.Join(", ", model.Info.FrameInputs));
        }

        table.Row("numbers", Text($"{model.DType}, {model.ParameterCount} parameters"));
        table.Row("units", "energy eV, length Å, force eV/Å, stress eV/Å³ (positive = tension)");
        table.Row("level of theory", model.Facts.LevelOfTheory ?? Unknown);
        table.Row("dispersion in the labels", model.Facts.Dispersion ?? Unknown);
        table.Row("isolated-atom energies from", model.Facts.IsolatedAtomEnergiesOrigin ?? Unknown);
        table.Row("training data", model.Facts.TrainingDataSha256 is string hash ? "SHA-256 " + hash : Unknown);
        table.Row("licence", model.Facts.Licence ?? Unknown);
        if (model.Facts.Training is { } training)
            table.Row("training", training);
        if (model.Facts.Description is { } description)
            table.Row("description", description);
        if (model.Provenance is { } from)
        {
            if (from.SourceFile.Length > 0)
            {
                table.Row("converted", $"from {from.SourceFile} ({from.SourceFormat}) on {from.Converted} by {from.Tool}");
                table.Row("source SHA-256", from.SourceSha256);
            }
            else
            {
                table.Row("written by", from.Tool);
            }
        }

        table.Row("golden frames", model.GoldenFrames.Count > 0 ? Text($"{model.GoldenFrames.Count}") : "none; 'ilmlff convert' adds them");
        table.Write(terminal);

        output.WriteLine();
        IsolatedAtoms(model).Write(terminal);
        output.WriteLine();
        var support = new Table("back end", "precision", "");
        foreach (BackendSupport backend in backends)
        {
            support.Row(backend.Backend, backend.Precision, backend.ToString());
        }

        support.Write(terminal);
    }

    private static Table IsolatedAtoms(ModelDescription model)
    {
        bool one = model.Info.Heads.Count == 1;
        var table = new Table(["element", .. model.Info.Heads.Select(h => one ? "isolated-atom energy, eV" : $"{h}, eV")]);
        table.RightAlign([.. Enumerable.Range(1, model.Info.Heads.Count)]);
        for (int z = 0; z < model.Info.AtomicNumbers.Count; z++)
        {
            int element = z;
            table.Row([PeriodicTable.Symbol(model.Info.AtomicNumbers[z]),
                .. model.Info.Heads.Select((_, h) => Text($"{model.IsolatedAtomEnergies[h, element]:0.000000}"))]);
        }

        return table;
    }

    /// <summary>All about a model.</summary>
    public static JsonObject ToJson(string path, ModelDescription model, BackendSupport[] backends)
    {
        var e0 = new JsonObject();
        for (int h = 0; h < model.Info.Heads.Count; h++)
        {
            var ofHead = new JsonObject();
            for (int z = 0; z < model.Info.AtomicNumbers.Count; z++)
            {
                ofHead[PeriodicTable.Symbol(model.Info.AtomicNumbers[z])] = JsonOutput.Number(model.IsolatedAtomEnergies[h, z]);
            }

            e0[model.Info.Heads[h]] = ofHead;
        }

        return new JsonObject
        {
            ["file"] = path,
            ["format"] = model.Format,
            ["summary"] = model.Info.Summary,
            ["architecture"] = model.Info.Architecture,
            ["elements"] = JsonOutput.Words(model.Info.AtomicNumbers.Select(PeriodicTable.Symbol)),
            ["cutoff"] = model.Info.Cutoff,
            ["message_passing_layers"] = model.Info.MessagePassingLayers,
            ["heads"] = JsonOutput.Words(model.Info.Heads),
            ["frame_inputs"] = JsonOutput.Words(model.Info.FrameInputs),
            ["frame_parameters"] = model.Info.FrameParameterCount,
            ["atom_parameters"] = model.Info.AtomParameterCount,
            ["hyperparameters"] = new JsonObject(model.Hyperparameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)JsonValue.Create(p.Value)))),
            ["isolated_atom_energies"] = e0,
            ["dtype"] = model.DType,
            ["parameters"] = model.ParameterCount,
            ["units"] = new JsonObject { ["energy"] = "eV", ["length"] = "Å", ["force"] = "eV/Å", ["stress"] = "eV/Å^3" },
            ["level_of_theory"] = model.Facts.LevelOfTheory,
            ["dispersion"] = model.Facts.Dispersion,
            ["isolated_atom_energies_origin"] = model.Facts.IsolatedAtomEnergiesOrigin,
            ["training_data_sha256"] = model.Facts.TrainingDataSha256,
            ["licence"] = model.Facts.Licence,
            ["training"] = model.Facts.Training,
            ["description"] = model.Facts.Description,
            ["provenance"] = model.Provenance is not { } from ? null : new JsonObject
            {
                ["source"] = from.SourceFile,
                ["source_sha256"] = from.SourceSha256,
                ["source_format"] = from.SourceFormat,
                ["converted"] = from.Converted,
                ["tool"] = from.Tool,
            },
            ["golden_frames"] = model.GoldenFrames.Count,
            ["backends"] = new JsonArray([.. backends.Select(b => (JsonNode)b.ToJson())]),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
