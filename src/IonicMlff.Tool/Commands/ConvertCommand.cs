using System.CommandLine;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff convert</c>: any readable model to our file.</summary>
internal static class ConvertCommand
{
    private const string Ending = ".safetensors";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("IN") { Description = "Model to read: a MACE .model, a DeePMD-kit .pb, .pth, .dp or .yaml (each plain or gzip), or a .safetensors of this command." };
        var output = new Argument<string>("OUT") { HelpName = "OUT.safetensors", Description = "File to write." };
        Option<string> to = Options.Word("--to", "Format to write; deepmd-yaml holds DeePMD models only.", "safetensors", "safetensors", "deepmd-yaml");
        Option<string?> theory = Options.Text("--level-of-theory", "TEXT", "Level of theory of the training labels, e.g. 'PBE-D3(BJ)/TZV2P'.");
        Option<string?> dispersion = Options.Text("--dispersion", "TEXT", "Dispersion included in the labels, e.g. 'D3(BJ)', or 'none'.");
        Option<string?> atoms = Options.Text("--e0-origin", "TEXT", "How the isolated-atom energies were obtained.");
        Option<string?> data = Options.Text("--training-data-sha256", "HASH", "SHA-256 of the training data.");
        Option<string?> licence = Options.Text("--licence", "TEXT", "Licence of the model, e.g. MIT.");
        Option<string?> typeMap = Options.Text("--type-map", "O,H,...", "Elements of a DeePMD model's types, in the order of the training, for files that do not name them.");
        Option<bool> overwrite = Options.Flag("--overwrite", "Replace OUT if it exists.");
        var command = new ToolCommand("convert", "Convert a model to our file: weights, metadata, golden frames.")
        {
            Notes =
            [
                "The tensors are kept bit by bit. A few golden frames with energies and forces of the reference back end go into the file; they " +
                "are evaluated again whenever it is loaded, so that a wrong evaluator can't start a simulation.",
            ],
            Examples =
            [
                ("ilmlff convert pyr14bf4.model pyr14bf4.safetensors", ""),
                ("ilmlff convert frozen_model.pb water.safetensors --type-map O,H", ""),
                ("ilmlff convert a.model a.safetensors --level-of-theory PBE-D3 --dispersion 'D3(BJ)' --licence MIT", ""),
            ],
        };
        command.Arguments.Add(input);
        command.Arguments.Add(output);
        foreach (Option option in new Option[] { to, theory, dispersion, atoms, data, licence, typeMap, overwrite })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            (string from, string target) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(output));
            if (parsed.GetValue(to) == "deepmd-yaml")
            {
                RefuseDeepmd(from);
            }

            Refuse(from, target, parsed.GetValue(overwrite));
            string[]? types = parsed.GetValue(typeMap)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            return Run(terminal, from, target, types, new ModelFacts
            {
                LevelOfTheory = parsed.GetValue(theory),
                Dispersion = parsed.GetValue(dispersion),
                IsolatedAtomEnergiesOrigin = parsed.GetValue(atoms),
                TrainingDataSha256 = parsed.GetValue(data),
                Licence = parsed.GetValue(licence),
            });
        });
        return command;
    }

    private static int Run(Terminal terminal, string input, string output, string[]? typeMap, ModelFacts facts)
    {
        ModelFile.Convert(input, output, facts, typeMap);
        GoldenReport? report = ModelFile.CheckGolden(output, new EvaluatorOptions { Backend = "reference" });
        ModelDescription model = ModelFile.Describe(output);
        terminal.Say($"{output}: {model.Info.Summary}, {model.ParameterCount} parameters, {report?.Frames ?? 0} golden frames, read back and evaluated.");
        string[] unknown =
        [
            .. new[] { (model.Facts.LevelOfTheory, "--level-of-theory"), (model.Facts.Dispersion, "--dispersion"), (model.Facts.Licence, "--licence") }
                .Where(f => f.Item1 is null).Select(f => f.Item2),
        ];
        if (unknown.Length > 0)
        {
            terminal.Say($"Not known of this model: {string.Join(", ", unknown)}. Those who get the file will want to know; give it with these options.");
        }

        return 0;
    }

    private static void RefuseDeepmd(string input)
    {
        ModelDescription model = ModelFile.Describe(input);
        throw IlmlffException.Usage($"--to deepmd-yaml: {input} is a {model.Info.Architecture} model; this format holds DeePMD models only. " +
            "Leave --to out to write safetensors.");
    }

    private static void Refuse(string input, string output, bool overwrite)
    {
        if (!output.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
        {
            throw IlmlffException.Usage($"OUT is '{output}'; expected a name that ends in {Ending}, e.g. {Path.ChangeExtension(output, Ending)}.");
        }

        if (Path.GetFullPath(input) == Path.GetFullPath(output))
        {
            throw IlmlffException.Usage($"IN and OUT are the same file, {input}; give another name for OUT.");
        }

        if (Directory.Exists(output))
        {
            throw IlmlffException.Usage($"{output} is a folder; give the name of a file in it.");
        }

        if (File.Exists(output) && !overwrite)
        {
            throw IlmlffException.Usage($"{output} exists already; give --overwrite to replace it, or another name.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (!Directory.Exists(folder))
        {
            throw IlmlffException.Usage($"The folder {folder} does not exist. Make it with mkdir -p.");
        }
    }
}
