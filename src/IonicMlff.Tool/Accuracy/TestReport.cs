using System.Globalization;
using IonicMlff.Core.Potentials;
using IonicMlff.Reports;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>The report of <c>ilmlff test</c>.</summary>
internal static class TestReport
{
    public static Report Create(TestRun test, TestCall call, EvaluatorPool pool, FrameRun run)
    {
        var report = new Report($"Errors of {Path.GetFileName(call.Model)}")
        {
            Summary = string.Create(CultureInfo.InvariantCulture, $"{pool.Info.Summary}. Compared with the labels of {run.Done} frames, {run.Atoms} atoms."),
        };
        Section errors = report.AddSection("Errors");
        AddErrors(errors, test.Errors, test.Missing);
        AddParity(report, test.Points, test.Errors);
        report.AddSection("Worst frames").AddTable(test.Worst.ToTable());
        report.AddSection("Definitions").AddText(ErrorOutput.Definitions);
        report.AddProvenance("Model", $"{Path.GetFullPath(call.Model)} (SHA-256 {FileHash.Of(call.Model)})");
        foreach (TestSet set in test.Sets)
        {
            report.AddProvenance($"Data: {set.Name}", File.Exists(set.Path) ? $"{Path.GetFullPath(set.Path)} (SHA-256 {FileHash.Of(set.Path)})" : Path.GetFullPath(set.Path));
        }

        return report
            .AddProvenance("Evaluation", $"back end {run.Backend}, {(pool.Options.Precision == Precision.Mixed ? "mixed" : "double")} precision, {pool.Options.Threads} threads")
            .AddProvenance("Program", $"ilmlff {Application.Version}, {DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
    }

    /// <summary>Key numbers, what is missing, and the tables.</summary>
    public static void AddErrors(Section section, ErrorTable table, IEnumerable<string> missing)
    {
        PredictionErrors all = table.All;
        section.AddKeyNumbers(new (string Label, ErrorSum Sum, string Unit, string Format)[]
        {
            ("Energy RMSE", all.EnergyPerAtom, "meV/atom", "0.00"), ("Force RMSE", all.Forces, "meV/Å", "0.0"),
            ("Stress RMSE", all.Stress, "meV/Å³", "0.000"),
        }.Where(q => q.Sum.Count > 0).Select(q => new KeyNumber(
            q.Label, (1000 * q.Sum.Rmse).ToString(q.Format, CultureInfo.InvariantCulture), q.Unit,
            $"MAE {(1000 * q.Sum.Mae).ToString(q.Format, CultureInfo.InvariantCulture)}, {q.Sum.Count.ToString("N0", CultureInfo.InvariantCulture)} values")));
        foreach (string sentence in missing)
        {
            section.AddWarning(sentence);
        }

        section.AddTable(ErrorOutput.ReportTable(table));
    }

    /// <summary>Parity plots of quantities and of forces by element.</summary>
    public static void AddParity(Report report, ParityPoints points, ErrorTable table)
    {
        var figures = new ParityFigures(points, table);
        report.AddSection("Parity").AddFigures(figures.Quantities());
        if (table.All.Forces.Count > 0)
        {
            report.AddSection("Forces by element").AddTable(ErrorOutput.ElementTable(table)).AddFigures([figures.ElementBars(), .. figures.Elements()]);
        }
    }
}
