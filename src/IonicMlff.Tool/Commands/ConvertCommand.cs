using System.CommandLine;
using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Export;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff convert</c>: any readable model to our file, or a Deep Potential to DeePMD-kit's .yaml.</summary>
internal static class ConvertCommand
{
    private const string Yaml = "deepmd-yaml";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("IN") { Description = "Model to read: a MACE .model, a DeePMD-kit .pb, .pth, .dp or .yaml (each plain or gzip), or a .safetensors of this command." };
        var output = new Argument<string>("OUT") { HelpName = "OUT.safetensors", Description = "File to write; ends in .yaml with --to deepmd-yaml." };
        Option<string> to = Options.Word("--to", "Format to write; deepmd-yaml holds DeePMD models only.", "safetensors", "safetensors", Yaml);
        Option<string?> theory = Options.Text("--level-of-theory", "TEXT", "Level of theory of the training labels, e.g. 'PBE-D3(BJ)/TZV2P'.");
        Option<string?> dispersion = Options.Text("--dispersion", "TEXT", "Dispersion included in the labels, e.g. 'D3(BJ)', or 'none'.");
        Option<string?> atoms = Options.Text("--e0-origin", "TEXT", "How the isolated-atom energies were obtained.");
        Option<string?> data = Options.Text("--training-data-sha256", "HASH", "SHA-256 of the training data.");
        Option<string?> licence = Options.Text("--licence", "TEXT", "Licence of the model, e.g. MIT.");
        Option<string?> types = Options.Text("--type-map", "O,H,...", "Elements of a DeePMD model's types, in the order of the training, for files that do not name them.");
        Option<bool> overwrite = Options.Flag("--overwrite", "Replace OUT if it exists.");
        var command = new ToolCommand("convert", "Convert a model to our file: weights, metadata, golden frames.")
        {
            Notes =
            [
                "The tensors are kept bit by bit. A few golden frames with energies and forces of the reference back end go into the file; they " +
                "are evaluated again whenever it is loaded, so that a wrong evaluator can't start a simulation.",
                "--to deepmd-yaml writes what DeePMD-kit 3 reads; 'dp convert-backend OUT.yaml model.pth' makes any of its other formats of it.",
            ],
            Examples =
            [
                ("ilmlff convert pyr14bf4.model pyr14bf4.safetensors", ""),
                ("ilmlff convert frozen_model.pb water.safetensors --type-map O,H", ""),
                ("ilmlff convert a.model a.safetensors --level-of-theory PBE-D3 --dispersion 'D3(BJ)' --licence MIT", ""),
                ("ilmlff convert graph.pb graph.yaml --to deepmd-yaml", ""),
            ],
        };
        command.Arguments.Add(input);
        command.Arguments.Add(output);
        foreach (Option option in new Option[] { to, theory, dispersion, atoms, data, licence, types, overwrite })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            (string from, string target) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(output));
            bool isYaml = parsed.GetValue(to) == Yaml;
            string[]? typeMap = parsed.GetValue(types)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            Refuse(from, target, isYaml ? ".yaml" : ".safetensors", parsed.GetValue(overwrite));
            var facts = new ModelFacts
            {
                LevelOfTheory = parsed.GetValue(theory),
                Dispersion = parsed.GetValue(dispersion),
                IsolatedAtomEnergiesOrigin = parsed.GetValue(atoms),
                TrainingDataSha256 = parsed.GetValue(data),
                Licence = parsed.GetValue(licence),
            };
            if (!isYaml)
            {
                return Run(terminal, from, target, facts, typeMap);
            }

            return facts == new ModelFacts() ? RunYaml(terminal, from, target, typeMap)
                : throw IlmlffException.Usage("--to deepmd-yaml: this format has no place for the level of theory, licence and the like; leave these options out.");
        });
        return command;
    }

    private static int Run(Terminal terminal, string input, string output, ModelFacts facts, string[]? typeMap)
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

    private static int RunYaml(Terminal terminal, string input, string output, string[]? typeMap)
    {
        if (ModelFile.Describe(input, typeMap).Info.Architecture != "DeePMD")
        {
            throw IlmlffException.Usage($"--to deepmd-yaml: {input} is a MACE model; this format holds DeePMD models only. Leave --to out to write safetensors.");
        }

        DpmdModel model = ModelFile.ReadDpmd(input, typeMap);
        IReadOnlyList<string> notes = DpExport.WriteYaml(model, output);
        IReadOnlyList<GoldenFrame> golden = GoldenFrames.Make(new DpmdPotential(model));
        var written = new DpmdPotential(ModelFile.ReadDpmd(output));
        GoldenReport report = GoldenFrames.CheckAll(written, new EvaluatorOptions { Backend = "reference" }, golden, output);
        terminal.Say($"{output}: {written.Info.Summary}; read back, {report.Frames} frames evaluated: forces differ from those of {input} by at most {report.ForceDeviation.ToString("g2", CultureInfo.InvariantCulture)} eV/Å.");
        foreach (string note in notes)
        {
            terminal.Say(note);
        }

        return 0;
    }

    private static void Refuse(string input, string output, string ending, bool overwrite)
    {
        if (!output.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        {
            throw IlmlffException.Usage($"OUT is '{output}'; expected a name that ends in {ending}, e.g. {Path.ChangeExtension(output, ending)}.");
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
