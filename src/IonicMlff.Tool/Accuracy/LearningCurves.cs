using IonicMlff.Reports.Figures;
using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Accuracy;

/// <summary>How loss, errors, learning rate and gradients went.</summary>
internal sealed class LearningCurves(TrainingHistory history)
{
    // More steps than this are averaged in as many windows, with the range of each window as a band.
    private const int MostPoints = 1000;

    /// <summary>The figures for which there are numbers.</summary>
    public IEnumerable<Figure> Figures()
    {
        if (history.Steps.Count > 0)
        {
            yield return Mark(Loss());
            if (history.Steps.Any(s => s.Loss.Parts.Count > 1))
            {
                yield return Mark(Terms());
            }
        }

        if (Curves("Energy error", new Axis("RMSE per atom", "meV/atom") { Scale = AxisScale.Logarithmic }, e => e.EnergyPerAtom) is { } energy)
        {
            yield return energy;
        }

        if (Curves("Force error", new Axis("RMSE of components", "meV/Å") { Scale = AxisScale.Logarithmic }, e => e.Forces) is { } forces)
        {
            yield return forces;
        }

        if (Curves("Stress error", new Axis("RMSE of components", "meV/Å³") { Scale = AxisScale.Logarithmic }, e => e.Stress) is { } stress)
        {
            yield return stress;
        }

        if (Curves("Virial error", new Axis("RMSE of components per atom", "meV/atom") { Scale = AxisScale.Logarithmic }, e => e.VirialPerAtom) is { } virial)
        {
            yield return virial;
        }

        if (history.Steps.Count > 0)
        {
            double[] step = [.. history.Steps.Select(s => (double)s.Position.Step)];
            yield return Mark(new Plot("Learning rate", Axis.Number("optimiser step"), new Axis("learning rate", "") { Scale = AxisScale.Logarithmic })
                .Add(new LineSeries("learning rate", step, [.. history.Steps.Select(s => s.LearningRate)]) { Shape = LineShape.StepAfter }));
            yield return Mark(new Plot("Norm of the gradient", Axis.Number("optimiser step"), new Axis("norm before clipping", "") { Scale = AxisScale.Logarithmic })
                .Add(Averaged("gradient", step, [.. history.Steps.Select(s => s.GradientNorm)])));
        }
    }

    private Plot Loss()
    {
        var plot = new Plot("Loss", Axis.Number("optimiser step"), new Axis("loss", "") { Scale = AxisScale.Logarithmic })
        {
            Caption = "Training: batches before their step, weights as they were. Validation: all validation frames, averaged weights where there are such.",
        };
        plot.Add(Averaged("training", [.. history.Steps.Select(s => (double)s.Position.Step)], [.. history.Steps.Select(s => s.Loss.Total)]));
        if (history.Validations.Count > 0)
        {
            plot.Add(new LineSeries("validation", [.. history.Validations.Select(v => (double)v.Position.Step)], [.. history.Validations.Select(v => v.Loss.Total)])
            {
                Marks = history.Validations.Count < 60,
            });
        }

        return plot;
    }

    private Plot? Curves(string title, Axis y, Func<ErrorSummary, double?> of)
    {
        var plot = new Plot(title, Axis.Number("optimiser step"), y);
        (double Step, double Value)[] training = [.. history.Validations.Where(v => v.Training is not null && of(v.Training) is not null).Select(v => ((double)v.Position.Step, 1000 * of(v.Training!)!.Value))];
        (double Step, double Value)[] steps = training.Length > 0 ? [] : [.. history.Steps.Where(s => of(s.Errors) is not null).Select(s => ((double)s.Position.Step, 1000 * of(s.Errors)!.Value))];
        (double Step, double Value)[] validation = [.. history.Validations.Where(v => of(v.Errors) is not null).Select(v => ((double)v.Position.Step, 1000 * of(v.Errors)!.Value))];
        if (training.Length > 0)
        {
            plot.AddLine("training", [.. training.Select(p => p.Step)], [.. training.Select(p => p.Value)]);
        }
        else if (steps.Length > 0)
        {
            plot.Add(Averaged("training", [.. steps.Select(p => p.Step)], [.. steps.Select(p => p.Value)]));
        }

        if (validation.Length > 0)
        {
            plot.Add(new LineSeries("validation", [.. validation.Select(p => p.Step)], [.. validation.Select(p => p.Value)]) { Marks = validation.Length < 60, Colour = 1 });
        }

        return plot.Series.Count == 0 ? null : Mark(plot);
    }

    private Plot Terms()
    {
        var plot = new Plot("Terms of the loss", Axis.Number("optimiser step"), new Axis("weighted term, training batches", "") { Scale = AxisScale.Logarithmic });
        double[] step = [.. history.Steps.Select(s => (double)s.Position.Step)];
        foreach (string term in history.Steps.SelectMany(s => s.Loss.Parts).Select(p => p.Name).Distinct())
        {
            plot.Add(Averaged(term, step, [.. history.Steps.Select(s => s.Loss.Parts.Where(p => p.Name == term).Select(p => p.Value).DefaultIfEmpty(double.NaN).First())], band: false));
        }

        return plot;
    }

    private Plot Mark(Plot plot)
    {
        foreach (StageStarted stage in history.Stages)
        {
            plot.Add(new VerticalLine(stage.Position.Step, $"stage {stage.Stage} begins"));
        }

        BestSoFar? best = history.End?.Best;
        return best is null ? plot : plot.Add(new VerticalLine(best.Step, "best model"));
    }

    private static LineSeries Averaged(string name, double[] x, double[] y, bool band = true)
    {
        if (x.Length <= MostPoints)
        {
            return new LineSeries(name, x, y);
        }

        var windows = Enumerable.Range(0, MostPoints).Select(w => (From: (int)((long)w * x.Length / MostPoints), To: (int)((long)(w + 1) * x.Length / MostPoints)))
            .Select(w => (X: x[w.From..w.To].Average(), Y: y[w.From..w.To])).ToArray();
        var line = new LineSeries(name, [.. windows.Select(w => w.X)], [.. windows.Select(w => w.Y.Average())]);
        return band ? line with { Lower = [.. windows.Select(w => w.Y.Min())], Upper = [.. windows.Select(w => w.Y.Max())] } : line;
    }
}
