using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Sources;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Evaluates the frames of the sources one after the other: all are checked first, so that a bad frame is reported before any time is
/// spent; then each is evaluated and handed to a sink. With a number, only the first frames of each source.
/// </summary>
internal sealed class FrameRun(IReadOnlyList<FrameSource> sources, EvaluatorPool pool, DeviationMeasure measure, Terminal terminal, int? first = null)
{
    private readonly SpeciesMap species = new(pool.Models);
    private readonly ParameterSource parameters = new(pool.Info, pool.Options);

    /// <summary>Frames in the sources, after <see cref="Check"/>.</summary>
    public int Total { get; private set; }

    /// <summary>Frames evaluated.</summary>
    public int Done { get; private set; }

    /// <summary>Atoms evaluated.</summary>
    public long Atoms { get; private set; }

    /// <summary>Seconds of the evaluation.</summary>
    public double Seconds { get; private set; }

    /// <summary>Back end of the last frame.</summary>
    public string Backend { get; private set; } = "";

    /// <summary>
    /// Reads every frame once: format, elements, head, charge, spin, parameters, labels where they are needed; <paramref name="inspect"/>
    /// looks at each as well.
    /// </summary>
    public void Check(Action<Frame>? inspect = null)
    {
        var warned = new HashSet<string>();
        foreach (Frame frame in sources.SelectMany(FramesOf))
        {
            terminal.Interrupted.ThrowIfCancellationRequested();
            species.Of(frame);
            pool.For(frame);
            parameters.OfFrame(frame);
            parameters.OfAtoms(frame);
            WarnOfIgnoredInputs(frame, warned);
            RequireLabels(frame, warned);
            inspect?.Invoke(frame);
            Total++;
        }
    }

    /// <summary>Evaluates until the end or until interrupted; returns false when interrupted.</summary>
    public bool Evaluate(Action<FrameSource, Frame, FrameResult> sink)
    {
        using var progress = new Progress(terminal, "frames", Total);
        foreach ((FrameSource source, Frame frame) in sources.SelectMany(s => FramesOf(s).Select(f => (s, f))))
        {
            if (terminal.Interrupted.IsCancellationRequested)
            {
                return false;
            }

            var evaluator = pool.For(frame);
            sink(source, frame, FrameResult.Compute(evaluator, frame, species.Of(frame), parameters, measure));
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

    private IEnumerable<Frame> FramesOf(FrameSource source) => first is int most ? source.Frames.Take(most) : source.Frames;

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

        if (parameters.Ignored(frame) is string ignored && warned.Add(ignored))
        {
            terminal.Warn($"{frame.Origin} has {ignored}; the model takes none, so they are not used.");
        }
    }

    private void RequireLabels(Frame frame, HashSet<string> warned)
    {
        if (!measure.AgainstLabels)
        {
            return;
        }

        FrameLabels labels = FrameLabels.From(frame);
        if (labels.Energy is null || labels.Forces is null)
        {
            throw IlmlffException.BadData($"{frame.Origin} has no {(labels.Energy is null ? "energy" : "forces")} to compare with, which --real-error needs: " +
                "energy.npy and force.npy in a DeePMD folder, REF_energy and REF_forces (or energy and forces) in an extended XYZ file.");
        }

        if (labels.Virial is null && warned.Add("virial"))
        {
            terminal.Warn($"{frame.Origin} has no virial to compare with: the columns of the virial are nan.");
        }
    }
}
