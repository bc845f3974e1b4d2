using System.CommandLine;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Reports;
using IonicMlff.Tool.Accuracy;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff test</c>: errors of a model on labelled frames, as tables and parity plots.</summary>
internal static class TestCommand
{
    private static readonly string[] Notes =
    [
        "RMSE and MAE of energy per atom, force components, stress and virial, by set, config_type and element, as upstream MACE and 'dp test' define them. " +
        "Tables are in meV, --json and --csv in eV.",
        "A label that a frame lacks does not enter the errors, and is named. Labels that are not finite numbers, and data without any labels, are refused (exit code 65).",
        "The report is one HTML file that works offline: tables, parity plots in which every outlier is visible, the worst frames, provenance. " +
        "--beside also writes each figure as SVG or PNG and the points as CSV into a folder beside it.",
    ];

    private static readonly (string Line, string Remark)[] Examples =
    [
        ("ilmlff test --model pyr14bf4.safetensors --data valid.extxyz --report out.html", ""),
        ("ilmlff test --model m.model --data train=a.xyz valid=b.xyz --csv errors.csv", "two sets with names"),
        ("ilmlff test --model frozen.pth --data data/val --first 30 --detail d", "as dp test -n 30 -d d"),
        ("ilmlff test --model m.model --data v.xyz --json | jq '.errors[0].forces.rmse'", "eV/Å"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new ModelOptions();
        var data = new Option<string[]>("--data")
        {
            Required = true,
            HelpName = "DATA [DATA ...]",
            AllowMultipleArgumentsPerToken = true,
            Description = "Labelled frames: extended XYZ (plain or gzip), a DeePMD folder (or one that contains such folders), or NAME=PATH to give a set a name.",
        };
        Option<int?> first = Options.Whole("--first", "N", "Only the first N frames of each file or system.", 1);
        Option<string?> report = Options.Text("--report", "FILE", "HTML report to write.");
        Option<string[]> beside = Options.Words("--beside", "Files beside the report", "svg", "png", "csv");
        Option<string?> csv = Options.Text("--csv", "FILE", "Table of errors to write as CSV.");
        Option<string?> detail = Options.Text("--detail", "PREFIX", "Write PREFIX.e.out, .f.out, .v.out, ... as 'dp test -d' does.");
        Option<bool> json = Options.Json();
        var labels = new LabelOptions();
        var frameInputs = new FrameInputOptions();
        var command = new ToolCommand("test", "Test a model on labelled frames: tables of errors and parity plots.") { Notes = Notes, Examples = Examples };
        model.AddTo(command, "all cores");
        command.Options.Add(data);
        command.Options.Add(first);
        command.Options.Add(report);
        command.Options.Add(beside);
        command.Options.Add(csv);
        command.Options.Add(detail);
        labels.AddTo(command);
        frameInputs.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            string[] models = model.Files(parsed);
            if (models.Length > 1)
            {
                throw IlmlffException.Usage($"'ilmlff test' tests one model, and {models.Length} are given. Call it once for each; 'ilmlff eval' shows how the members of a committee differ.");
            }

            var call = new TestCall(models[0], parsed.GetRequiredValue(data), labels.Keys(parsed))
            {
                First = parsed.GetValue(first),
                Report = parsed.GetValue(report),
                Extras = (parsed.GetValue(beside) ?? []).Aggregate(Extras.None, (all, word) => all | Enum.Parse<Extras>(word, ignoreCase: true)),
                Csv = parsed.GetValue(csv),
                Detail = parsed.GetValue(detail),
                Json = parsed.GetValue(json),
            };
            call.Refuse();
            EvaluatorOptions options = frameInputs.Apply(parsed, model.Evaluator(parsed, Environment.ProcessorCount));
            using var pool = new EvaluatorPool(model.Open(parsed, terminal), options);
            return new TestRun(terminal, call, pool).Run();
        });
        return command;
    }
}
