using System.CommandLine;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff eval</c>: energies, forces, stress and virial of frames.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new ModelOptions();
        var input = new Option<string>("--input") { Required = true, HelpName = "FRAMES", Description = "Extended XYZ (plain or gzip), a DeePMD npy folder, or - for standard input." };
        var output = new Option<string>("--output") { Required = true, HelpName = "OUT", Description = "Extended XYZ to write (gzip when it ends in .gz), or - for standard output." };
        Option<double?> charge = Options.Number("--charge", "Q", "Total charge of all frames, for models that take it [default: frame key total_charge, else the model's].");
        Option<double?> spin = Options.Number("--spin", "S", "Total spin of all frames, for models that take it [default: frame key total_spin, else the model's].");
        Option<bool> json = Options.Json();
        var command = new ToolCommand("eval", "Evaluate a model on frames: energies, forces, stress, virial, site energies.")
        {
            Notes =
            [
                "Each frame of OUT has energy (eV), virial (9 numbers, eV) and, when periodic in all directions, stress (9 numbers, eV/Å³, " +
                "positive = tension); each atom has forces (eV/Å) and energy_site (eV, isolated-atom energy included). Every number reads back exactly.",
                "All else of the input is kept. Labels energy, forces, stress, virial(s), energy_site of the input become REF_energy and so on; in a " +
                "frame that has REF_ labels already they are earlier results and are replaced.",
                "A frame's keys total_charge, total_spin and head are used when the model takes them and no option says otherwise. All frames are " +
                "checked before the first is evaluated. OUT appears when all is done; Ctrl-C keeps the frames finished so far and exits with 130.",
            ],
            Examples =
            [
                ("ilmlff eval --model pyr14bf4.model --input frames.extxyz --output out.extxyz", ""),
                ("ilmlff eval --model m.safetensors --input a.xyz --output b.xyz --precision mixed --threads 4", "fast"),
                ("ilmlff eval --model omol.model --input ion.xyz --output - --charge -1 --backend reference", "an anion, exact, to the screen"),
                ("ilmlff eval --model m.model --input npy_folder --output b.xyz --json | jq '.frames[].energy'", ""),
            ],
        };
        model.AddTo(command, "all cores");
        command.Options.Add(input);
        command.Options.Add(output);
        command.Options.Add(charge);
        command.Options.Add(spin);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var call = new Call(
                model.Path(parsed), parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(json));
            call.Refuse();
            EvaluatorOptions options = model.Evaluator(parsed, Environment.ProcessorCount) with
            {
                TotalCharge = parsed.GetValue(charge),
                TotalSpin = parsed.GetValue(spin),
            };
            using var pool = new EvaluatorPool(model.Open(parsed), options);
            return Run(terminal, call, pool, options);
        });
        return command;
    }

    private sealed record Call(string Model, string Input, string Output, bool Json)
    {
        public bool ToStandardOutput => Output == "-";

        public void Refuse()
        {
            if (ToStandardOutput && Json)
            {
                throw IlmlffException.Usage("--output - and --json both write to standard output; give a file for one of them.");
            }

            foreach (string file in new[] { Model, Input })
            {
                if (!ToStandardOutput && file != "-" && Path.GetFullPath(file) == Path.GetFullPath(Output))
                {
                    throw IlmlffException.Usage($"--output {Output} would overwrite what is read from {file}; give another name.");
                }
            }
        }
    }

    private static int Run(Terminal terminal, Call call, EvaluatorPool pool, EvaluatorOptions options)
    {
        var run = new FrameRun(FrameSource.Open(call.Input), pool, terminal);
        JsonArray frames = [];
        using AtomicFile? file = call.ToStandardOutput ? null : AtomicFile.Create(call.Output, ExtxyzWriter.Create);
        TextWriter writer = file?.Writer ?? terminal.Out;
        run.Check();
        bool complete = run.Evaluate((frame, result) =>
        {
            FrameLabelling.Apply(frame, result);
            ExtxyzWriter.Write(writer, frame);
            if (call.Json)
            {
                frames.Add(Describe(frame, result));
            }
        });
        if (complete || run.Done > 0)
        {
            file?.Commit();
        }

        if (call.Json)
        {
            JsonOutput.Write(terminal, Report(call, pool, options, run, frames, complete));
        }

        terminal.Say(complete ? run.ToString()
            : $"interrupted after {run.Done} of {run.Total} frames" + (run.Done == 0 ? "; nothing was written" : $"; these are in {call.Output}"));
        return complete ? 0 : Application.Interrupted;
    }

    private static JsonObject Describe(Frame frame, FrameResult result) => new()
    {
        ["atoms"] = frame.Count,
        ["energy"] = JsonOutput.Number(result.Energy),
        ["stress"] = result.Stress is null ? null : JsonOutput.Numbers(result.Stress),
        ["virial"] = JsonOutput.Numbers(result.Virial),
        ["max_force"] = JsonOutput.Number(LargestForce(result.Forces)),
    };

    private static double LargestForce(double[] forces)
    {
        double largest = 0;
        for (int i = 0; i < forces.Length; i += 3)
        {
            largest = Math.Max(largest, forces[i] * forces[i] + forces[i + 1] * forces[i + 1] + forces[i + 2] * forces[i + 2]);
        }

        return Math.Sqrt(largest);
    }

    private static JsonObject Report(Call call, EvaluatorPool pool, EvaluatorOptions options, FrameRun run, JsonArray frames, bool complete) => new()
    {
        ["model"] = call.Model,
        ["summary"] = pool.Info.Summary,
        ["input"] = call.Input,
        ["output"] = call.Output,
        ["complete"] = complete,
        ["backend"] = run.Backend,
        ["precision"] = options.Precision == Precision.Mixed ? "mixed" : "double",
        ["threads"] = options.Threads,
        ["seconds"] = run.Seconds,
        ["units"] = new JsonObject { ["energy"] = "eV", ["stress"] = "eV/Å^3", ["virial"] = "eV", ["max_force"] = "eV/Å" },
        ["frames"] = frames,
    };
}
