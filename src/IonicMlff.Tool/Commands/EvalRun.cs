using System.Text.Json.Nodes;
using System.Text;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Sources;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary>Evaluates the frames of a call and writes what it asks for.</summary>
internal sealed class EvalRun(Terminal terminal, EvalCall call, EvaluatorPool pool, DeviationMeasure measure)
{
    private readonly JsonArray frames = [];
    private FrameSource? current;

    /// <summary>Checks all frames, evaluates them, writes the files; returns the exit code.</summary>
    public int Run()
    {
        var run = new FrameRun([.. call.Inputs.SelectMany(FrameSource.Open)], pool, measure, terminal);
        using AtomicFile? framesFile = File(call.Output, ExtxyzWriter.Create);
        using AtomicFile? deviationsFile = File(call.Deviations?.Path, path => new StreamWriter(path, append: false, new UTF8Encoding(false)));
        TextWriter? writer = call.Output is null ? null : framesFile?.Writer ?? terminal.Out;
        ModelDeviWriter? deviations = call.Deviations is not { } d ? null
            : new ModelDeviWriter(deviationsFile?.Writer ?? terminal.Out, d.Frequency, d.Atomic);
        run.Check();
        bool complete = run.Evaluate((source, frame, result) =>
        {
            if (source != current)
            {
                deviations?.Begin(source.Name);
                current = source;
            }

            deviations?.Write(result.Deviation!);
            FrameLabelling.Apply(frame, result);
            if (writer is not null)
            {
                ExtxyzWriter.Write(writer, frame);
            }

            if (call.Json)
            {
                frames.Add(Describe(frame, result));
            }
        });
        if (complete || run.Done > 0)
        {
            framesFile?.Commit();
            deviationsFile?.Commit();
        }

        if (call.Json)
        {
            JsonOutput.Write(terminal, Report(run, complete));
        }

        string files = string.Join(" and ", new[] { call.Output, call.Deviations?.Path }.Where(f => f is not null));
        terminal.Say(complete ? run.ToString()
            : $"interrupted after {run.Done} of {run.Total} frames" + (run.Done == 0 ? "; nothing was written" : $"; these are in {files}"));
        return complete ? 0 : Application.Interrupted;
    }

    private static AtomicFile? File(string? path, Func<string, StreamWriter> create) =>
        path is null or "-" ? null : AtomicFile.Create(path, create);

    private static JsonObject Describe(Frame frame, FrameResult result)
    {
        var json = new JsonObject
        {
            ["atoms"] = frame.Count,
            ["energy"] = JsonOutput.Number(result.Energy),
            ["stress"] = result.Stress is null ? null : JsonOutput.Numbers(result.Stress),
            ["virial"] = JsonOutput.Numbers(result.Virial),
            ["max_force"] = JsonOutput.Number(LargestForce(result.Forces)),
        };
        foreach ((string name, double value) in result.Deviation?.Columns ?? [])
        {
            json[name] = JsonOutput.Number(value);
        }

        return json;
    }

    private static double LargestForce(double[] forces)
    {
        double largest = 0;
        for (int i = 0; i < forces.Length; i += 3)
        {
            largest = Math.Max(largest, forces[i] * forces[i] + forces[i + 1] * forces[i + 1] + forces[i + 2] * forces[i + 2]);
        }

        return Math.Sqrt(largest);
    }

    private JsonObject Report(FrameRun run, bool complete)
    {
        bool committee = pool.Models.IsCommittee;
        var units = new JsonObject { ["energy"] = "eV", ["stress"] = "eV/Å^3", ["virial"] = "eV", ["max_force"] = "eV/Å" };
        if (committee)
        {
            units["devi_f"] = measure.ForceLevel is null ? "eV/Å" : "relative";
            units["devi_v"] = measure.VirialLevel is null ? "eV per atom" : "relative";
            units["devi_e"] = "eV per atom";
        }

        return new JsonObject
        {
            ["model"] = committee ? JsonOutput.Words(call.Models) : call.Models[0],
            ["summary"] = pool.Info.Summary,
            ["input"] = call.Inputs.Length > 1 ? JsonOutput.Words(call.Inputs) : call.Inputs[0],
            ["output"] = call.Output,
            ["model_devi"] = call.Deviations?.Path,
            ["complete"] = complete,
            ["backend"] = run.Backend,
            ["precision"] = pool.Options.Precision == Precision.Mixed ? "mixed" : "double",
            ["threads"] = pool.Options.Threads,
            ["seconds"] = run.Seconds,
            ["units"] = units,
            ["frames"] = frames,
        };
    }
}
