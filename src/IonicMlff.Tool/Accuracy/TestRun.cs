using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Sources;
using IonicMlff.Reports;
using IonicMlff.Reports.Html;
using IonicMlff.Reports.Png;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>Evaluates a model on labelled frames and reports its errors.</summary>
internal sealed class TestRun(Terminal terminal, TestCall call, EvaluatorPool pool)
{
    private readonly MissingLabels census = new();

    /// <summary>The errors.</summary>
    public ErrorTable Errors { get; } = new();

    /// <summary>The points of parity plots.</summary>
    public ParityPoints Points { get; } = new();

    /// <summary>The worst frames.</summary>
    public WorstFrames Worst { get; } = new();

    /// <summary>The frames that were tested.</summary>
    public IReadOnlyList<TestSet> Sets { get; } = TestSet.Open(call.Data);

    /// <summary>Labels that frames lack.</summary>
    public IReadOnlyList<string> Missing => census.Sentences;

    /// <summary>Checks all frames, evaluates them, writes what is asked for; returns the exit code.</summary>
    public int Run()
    {
        Dictionary<FrameSource, TestSet> setOf = Sets.SelectMany(s => s.Sources.Select(f => (f, s))).ToDictionary(p => p.f, p => p.s);
        var run = new FrameRun([.. setOf.Keys], pool, new DeviationMeasure(), terminal, call.First);
        run.Check(frame => census.Add(frame, FrameReference.Of(frame, call.Keys)));
        census.RequireLabels(call.Keys);
        using DetailFiles? detail = call.Detail is null ? null : new DetailFiles(call.Detail);
        bool complete = run.Evaluate((source, frame, result) =>
        {
            FrameReference reference = FrameReference.Of(frame, call.Keys);
            var predicted = new FramePrediction(result.Energy, result.Forces, result.Stress, result.Virial);
            string type = frame.Values.TryGetValue(call.Keys.ConfigType, out PropertyArray? value) ? value.AsText() ?? "" : "";
            Add(setOf[source].Name, type, frame, reference, predicted);
            detail?.Write(source.Name, reference, predicted);
        });
        if (!complete)
        {
            terminal.Say($"interrupted after {run.Done} of {run.Total} frames; nothing was written");
            return Application.Interrupted;
        }

        detail?.Commit();
        Write(run);
        return 0;
    }

    private void Add(string set, string type, Frame frame, in FrameReference reference, in FramePrediction predicted)
    {
        Errors.Add(set, type, reference, predicted);
        if (call.Report is not null && !reference.IsEmpty)
        {
            Points.Add(set, type, reference, predicted);
            Worst.Add(frame, set, reference, predicted);
        }
    }

    private void Write(FrameRun run)
    {
        if (call.Csv is not null)
        {
            using AtomicFile file = AtomicFile.Create(call.Csv, path => new StreamWriter(path, append: false, new UTF8Encoding(false)));
            ErrorOutput.WriteCsv(file.Writer, Errors);
            file.Commit();
        }

        if (call.Report is not null)
        {
            ReportFiles.Write(TestReport.Create(this, call, pool, run), call.Report, call.Extras);
            if (!HtmlReport.IsInteractive)
            {
                terminal.Warn("the figures of the report are static: ilmlff was built without npm, which brings the library that makes them interactive.");
            }

            if (call.Extras.HasFlag(Extras.Png) && PngFile.Program is null)
            {
                terminal.Warn("no PNG files were written: they are drawn by rsvg-convert or chromium, and neither is on PATH (apt-get install librsvg2-bin).");
            }
        }

        if (call.Json)
        {
            JsonOutput.Write(terminal, Json(run));
        }
        else
        {
            ErrorOutput.TerminalTable(Errors).Write(terminal);
        }

        foreach (string sentence in Missing)
        {
            terminal.Say(sentence);
        }

        terminal.Say(run.ToString() + (call.Report is null ? "" : $"; report in {call.Report}"));
    }

    private JsonObject Json(FrameRun run) => new()
    {
        ["model"] = call.Model,
        ["summary"] = pool.Info.Summary,
        ["data"] = JsonOutput.Words(call.Data),
        ["backend"] = run.Backend,
        ["precision"] = pool.Options.Precision == Precision.Mixed ? "mixed" : "double",
        ["threads"] = pool.Options.Threads,
        ["seconds"] = run.Seconds,
        ["missing_labels"] = JsonOutput.Words(Missing),
        ["units"] = new JsonObject { ["energy"] = "eV", ["forces"] = "eV/Å", ["stress"] = "eV/Å^3", ["virial"] = "eV" },
        ["errors"] = ErrorOutput.Json(Errors),
    };
}
