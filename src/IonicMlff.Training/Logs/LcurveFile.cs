using System.Globalization;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>
/// <c>lcurve.out</c> as DeePMD-kit writes it: rmse = √loss, rmse_e = energy per atom (eV), rmse_f (eV/Å), rmse_v = virial per atom
/// (eV), of the validation frames and of the latest training batch, and the learning rate. A line for every validation; without
/// validation frames one after every so many steps, with the columns of the training batch only.
/// </summary>
/// <param name="path">File.</param>
/// <param name="everySteps">Steps between lines when nothing is validated.</param>
public sealed class LcurveFile(string path, long everySteps) : ITrainingObserver, IDisposable
{
    private LogFile? file;
    private string[] terms = [];
    private bool validates;
    private StepDone? latest;

    /// <inheritdoc />
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case TrainingStarted { Description: var run }:
                Begin(run);
                break;
            case StepDone step:
                latest = step;
                if (!validates && (step.Position.Step == 1 || step.Position.Step % everySteps == 0))
                    Row(step.Position.Step, step.LearningRate, null, (step.Loss.Total, step.Errors));
                break;
            case ValidationDone { Position.Step: > 0 } validation:
                (double, ErrorSummary)? training = latest is { } l && l.Position.Step == validation.Position.Step ? (l.Loss.Total, l.Errors)
                    : validation.Training is { } mean ? (latest?.Loss.Total ?? double.NaN, mean) : null;
                Row(validation.Position.Step, latest?.LearningRate ?? validation.LearningRate, (validation.Loss.Total, validation.Errors), training);
                break;
        }
    }

    /// <inheritdoc />
    public void Dispose() => file?.Dispose();

    private void Begin(RunDescription run)
    {
        validates = run.ValidationFrames > 0;
        terms =
        [
            "rmse",
            .. run.LossTerms.Contains("energy") ? ["rmse_e"] : Array.Empty<string>(),
            .. run.LossTerms.Contains("forces") ? ["rmse_f"] : Array.Empty<string>(),
            .. run.LossTerms.Contains("virial") || run.LossTerms.Contains("stress") ? ["rmse_v"] : Array.Empty<string>(),
        ];
        file?.Dispose();
        file = LogFile.Open(path, run.FirstStep == 0 ? null : line => line.StartsWith('#')
            || (long.TryParse(line.Trim().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long step) && step <= run.FirstStep));
        if (!file.IsNew)
            return;
        file.Line("# step " + string.Concat(terms.Select(t => validates ? $"   {t + "_val",11} {t + "_trn",11}" : $"   {t + "_trn",11}")) + $"   {"lr",-8}");
        file.Line("# If there is no available reference data, rmse_*_{val,trn} will print nan");
    }

    private void Row(long step, double rate, (double Loss, ErrorSummary Errors)? valid, (double Loss, ErrorSummary Errors)? train)
    {
        string line = step.ToString(CultureInfo.InvariantCulture).PadLeft(7);
        foreach (string term in terms)
            line += validates ? $"   {Number(Value(term, valid)),11} {Number(Value(term, train)),11}" : $"   {Number(Value(term, train)),11}";
        file?.Line(line + "   " + rate.ToString("0.0e+00", CultureInfo.InvariantCulture).PadLeft(8));
    }

    private static double Value(string term, (double Loss, ErrorSummary Errors)? of) => of is not var (loss, errors) ? double.NaN : term switch
    {
        "rmse" => Math.Sqrt(loss),
        "rmse_e" => errors.EnergyPerAtom ?? double.NaN,
        "rmse_f" => errors.Forces ?? double.NaN,
        _ => errors.VirialPerAtom ?? double.NaN,
    };

    private static string Number(double x) => double.IsNaN(x) ? "nan" : x.ToString("0.00e+00", CultureInfo.InvariantCulture);
}
