using System.CommandLine;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff eval</c>: energies, forces, stress and virial of frames, and the deviation of a committee.</summary>
internal static class EvalCommand
{
    private static readonly string[] Notes =
    [
        "Each frame of OUT has energy (eV), virial (9 numbers, eV) and, when periodic in all directions, stress (9 numbers, eV/Å³, " +
        "positive = tension); each atom has forces (eV/Å) and energy_site (eV, isolated-atom energy included). Every number reads back exactly.",
        "All else of the input is kept. Labels energy, forces, stress, virial(s), energy_site of the input become REF_energy and so on; in a " +
        "frame that has REF_ labels already they are earlier results and are replaced.",
        "A frame's keys total_charge, total_spin and head, and fparam and aparam of DeePMD models, are used when the model takes them and no " +
        "option says otherwise. All frames are checked before the first is evaluated. OUT appears when all is done; Ctrl-C keeps the frames " +
        "finished so far and exits with 130.",
        "Several models are a committee: the results are those of the first, and OUT also has max_devi_v, min_devi_v, avg_devi_v, max_devi_f, " +
        "min_devi_f, avg_devi_f, devi_e of each frame and devi_f of each atom. --model-devi writes these as 'dp model-devi' does, one block per " +
        "input; the step is the frame's number times --freq.",
    ];

    private static readonly (string Line, string Remark)[] Examples =
    [
        ("ilmlff eval --model pyr14bf4.model --input frames.extxyz --output out.extxyz", ""),
        ("ilmlff eval --model m.safetensors --input a.xyz --output b.xyz --precision mixed --threads 4", "fast"),
        ("ilmlff eval --model omol.model --input ion.xyz --output - --charge -1 --backend reference", "an anion, exact, to the screen"),
        ("ilmlff eval --model m.model --input npy_folder --output b.xyz --json | jq '.frames[].energy'", ""),
        ("ilmlff eval --model 1.pth 2.pth 3.pth 4.pth --input data/val --model-devi model_devi.out --freq 10", "as dp model-devi"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new ModelOptions();
        var input = new Option<string[]>("--input")
        {
            Required = true,
            HelpName = "FRAMES [FRAMES ...]",
            AllowMultipleArgumentsPerToken = true,
            Description = "Extended XYZ (plain or gzip), a DeePMD folder (npy, raw or mixed type; or one that contains such folders), or - for standard input.",
        };
        Option<string?> output = Options.Text("--output", "OUT", "Extended XYZ to write (gzip when it ends in .gz), or - for standard output.");
        var frameInputs = new FrameInputOptions();
        Option<bool> json = Options.Json();
        var deviation = new DeviationOptions();
        var command = new ToolCommand("eval", "Evaluate a model on frames: energies, forces, stress, virial, site energies; the deviation of a committee.")
        {
            Notes = Notes,
            Examples = Examples,
        };
        model.AddTo(command, "all cores");
        command.Options.Add(input);
        command.Options.Add(output);
        frameInputs.AddTo(command);
        deviation.AddTo(command);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            // Not when more is missing: the parser does not look further after this error.
            bool isWhole = command.Options.Where(o => o.Required).All(o => result.GetResult(o) is { Tokens.Count: > 0 });
            if (isWhole && result.GetResult(output) is null && !deviation.HasFile(result))
            {
                result.AddError("--output OUT is missing. (With several models --model-devi FILE alone will do.)");
            }
        });
        command.SetAction(parsed =>
        {
            var call = new EvalCall(
                model.Files(parsed), parsed.GetRequiredValue(input), parsed.GetValue(output), deviation.Output(parsed), parsed.GetValue(json));
            call.Refuse();
            deviation.Refuse(parsed, call.Models.Length);
            EvaluatorOptions options = frameInputs.Apply(parsed, model.Evaluator(parsed, Environment.ProcessorCount));
            using var pool = new EvaluatorPool(model.Open(parsed, terminal), options);
            return new EvalRun(terminal, call, pool, deviation.Measure(parsed)).Run();
        });
        return command;
    }
}
