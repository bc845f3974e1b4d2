using System.Globalization;
using IonicMlff.Core.Frames;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Evaluates the frames of a source one after the other: all are checked first, so that a bad frame is reported before any time is
/// spent; then each is evaluated and handed to a sink.
/// </summary>
internal sealed class FrameRun(FrameSource source, EvaluatorPool pool, Terminal terminal)
{
    private readonly SpeciesMap species = new(pool.Info);

    /// <summary>Frames in the source, after <see cref="Check"/>.</summary>
    public int Total { get; private set; }

    /// <summary>Frames evaluated.</summary>
    public int Done { get; private set; }

    /// <summary>Atoms evaluated.</summary>
    public long Atoms { get; private set; }

    /// <summary>Seconds of the evaluation.</summary>
    public double Seconds { get; private set; }

    /// <summary>Back end of the last frame.</summary>
    public string Backend { get; private set; } = "";

    /// <summary>Reads every frame once: format, elements, head, charge and spin.</summary>
    public void Check()
    {
        var warned = new HashSet<string>();
        foreach (Frame frame in source.Frames)
        {
            terminal.Interrupted.ThrowIfCancellationRequested();
            species.Of(frame);
            pool.For(frame);
            WarnOfIgnoredInputs(frame, warned);
            Total++;
        }
    }

    /// <summary>Evaluates until the end or until interrupted; returns false when interrupted.</summary>
    public bool Evaluate(Action<Frame, FrameResult> sink)
    {
        using var progress = new Progress(terminal, "frames", Total);
        foreach (Frame frame in source.Frames)
        {
            if (terminal.Interrupted.IsCancellationRequested)
            {
                return false;
            }

            var evaluator = pool.For(frame);
            sink(frame, FrameResult.Compute(evaluator, frame, species.Of(frame)));
            Backend = evaluator.Backend;
            Done++;
            Atoms += frame.Count;
            Seconds = progress.Seconds;
            progress.Report(Done);
        }

        return true;
    }

    /// <summary>What was done, for people.</summary>
    public override string ToString()
    {
        string perAtom = Atoms > 0 ? string.Create(CultureInfo.InvariantCulture, $", {1e6 * Seconds / Atoms:0.#} µs per atom") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Done} frame{(Done == 1 ? "" : "s")}, {Atoms} atoms, {Seconds:0.##} s{perAtom} ({Backend})");
    }

    // ASE calculators of upstream MACE take info["charge"] and info["spin"]; here, as in training sets, the keys are total_charge and
    // total_spin. A frame that has only the former would be evaluated with the default, silently.
    private void WarnOfIgnoredInputs(Frame frame, HashSet<string> warned)
    {
        foreach (string input in pool.Info.FrameInputs)
        {
            string other = input.Replace("total_", "", StringComparison.Ordinal);
            if (!frame.Values.ContainsKey(input) && frame.Values.ContainsKey(other) && warned.Add(input))
            {
                terminal.Warn($"{frame.Origin} has the key '{other}', which is not read; this model takes '{input}' (or --{other}).");
            }
        }
    }
}
