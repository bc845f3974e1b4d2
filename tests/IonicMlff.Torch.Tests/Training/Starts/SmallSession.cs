using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Testing;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Tests.Dpmd;
using Xunit;

namespace IonicMlff.Torch.Tests.Training.Starts;

/// <summary>Short trainings from the text of a config file.</summary>
internal static class SmallSession
{
    /// <summary>Trains as a YAML or input.json says; FRAMES in it is a file of frames.</summary>
    public static TrainingOutcome Train(string config, string? frames)
    {
        string folder = TestRuns.NewFolder(), file = Path.Combine(folder, config.StartsWith('{') ? "input.json" : "run.yaml");
        File.WriteAllText(file, config.Replace("FRAMES", frames ?? "", StringComparison.Ordinal));
        TrainingPlan plan = TrainingConfig.Read(file).Plan with { Device = new("cpu", TrainingPrecision.Float64, 1) };
        var session = new TrainingSession(plan, new SessionOptions(), _ => new TestRuns.Listener(null), _ => { });
        return Assert.Single(session.Go(CancellationToken.None));
    }

    /// <summary>A file of four labelled frames of 35 atoms, with frame and atom parameters of their own if wanted.</summary>
    public static string Labelled(bool withParameters)
    {
        var text = new StringBuilder();
        var frames = NpyFrames.Read("pyr14bf4_35").Take(4).ToArray();
        for (int k = 0; k < frames.Length; k++)
        {
            var f = frames[k];
            var c = f.Frame.Cell;
            text.AppendLine(FormattableString.Invariant($"{f.Frame.Count}"));
            text.Append(FormattableString.Invariant($"Lattice=\"{c.Ax} {c.Ay} {c.Az} {c.Bx} {c.By} {c.Bz} {c.Cx} {c.Cy} {c.Cz}\" energy={f.Energy} "));
            text.AppendLine(withParameters ? FormattableString.Invariant($"Properties=species:S:1:pos:R:3:forces:R:3:aparam:R:1 fparam={0.1 + 0.25 * k}")
                : "Properties=species:S:1:pos:R:3:forces:R:3");
            for (int i = 0; i < f.Frame.Count; i++)
            {
                double[] x = f.Frame.Positions, y = f.Forces!;
                text.Append(FormattableString.Invariant($"{PeriodicTable.Symbol(f.Frame.AtomicNumbers[i])} {x[3 * i]} {x[3 * i + 1]} {x[3 * i + 2]} {y[3 * i]} {y[3 * i + 1]} {y[3 * i + 2]}"));
                text.AppendLine(withParameters ? FormattableString.Invariant($" {Math.Sin(i + k)}") : "");
            }
        }

        return Scratch.File("frames.extxyz", text.ToString());
    }
}
