using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports.Tests;

/// <summary>A report with every kind of block and figure, as hard to lay out as real ones: long labels, small and large numbers, outliers.</summary>
internal static class SampleReport
{
    public static Report Create()
    {
        var report = new Report("A report with everything: PYR14-BF4, 350 atoms, 423 K")
        {
            Summary = "Every kind of figure that the tool draws, with data that are hard to lay out.",
        };
        report.AddSection("Numbers")
            .AddKeyNumbers(
                new KeyNumber("Force RMSE", "49.3", "meV/Å", "validation, 13 frames"), new KeyNumber("Energy RMSE", "1.01", "meV/atom"),
                new KeyNumber("Stress RMSE", "0.55", "meV/Å³"), new KeyNumber("Frames", "105"))
            .AddText("Force errors are per component.")
            .AddWarning("Two frames <eq & neq> have no stress.")
            .AddTable(ErrorTable())
            .AddVerbatim("Configuration", "model: mace\nchannels: 16\n");
        report.AddSection("Curves").AddFigures(LossCurve(), Schedule(), Density(), Msd());
        report.AddSection("Parity").AddFigures(Parity(150_000), Parity(400));
        report.AddSection("Distributions").AddFigures(Bars(), Histogram(), Map(), States());
        return report.AddProvenance("Model", "pyr14bf4.safetensors, SHA-256 0123456789abcdef").AddProvenance("Program", "ilmlff 0.1.0");
    }

    public static Table ErrorTable() => new Table(
            "Root-mean-square errors", new("Set"), new("Frames"), new("Energy", "meV/atom", "0.00"), new("Forces", "meV/Å", "0.0"), new("Stress", "meV/Å³", "0.000"))
        .AddRow("training, eq", 45, 1.46, 36.15, 0.476)
        .AddRow("training, \"neq\", all", 47, 2.75, 62.05, null);

    public static Plot LossCurve()
    {
        double[] steps = [.. Enumerable.Range(1, 400).Select(i => (double)(8 * i))];
        return new Plot("Loss", Axis.Number("optimiser step"), new Axis("loss", "") { Scale = AxisScale.Logarithmic }) { Caption = "Mean over an epoch." }
            .AddLine("training", steps, [.. steps.Select(s => 40 / (1 + s / 20) + 0.02 * (1 + Math.Sin(s)))])
            .AddLine("validation", steps, [.. steps.Select(s => 45 / (1 + s / 18) + 0.05)], dashed: true)
            .Add(new VerticalLine(2760, "stage two begins"));
    }

    public static Plot Schedule()
    {
        double[] epochs = [.. Enumerable.Range(0, 36).Select(i => (double)i)];
        return new Plot("Learning rate", Axis.Number("epoch"), Axis.Number("learning rate"))
            .Add(new LineSeries("learning rate", epochs, [.. epochs.Select(e => e < 30 ? 0.01 * Math.Pow(0.93, e) : 1e-3)]) { Shape = LineShape.StepAfter });
    }

    public static Plot Density()
    {
        double[] time = [.. Enumerable.Range(0, 300).Select(i => 0.01 * i)];
        double[] mean = [.. time.Select(t => 1.24 - 0.2 * Math.Exp(-t))];
        return new Plot("Density against time, with a title that is far too long for one line of a small figure in a paper", new Axis("time", "ns"), new Axis("density", "g/cm³"))
            .Add(new LineSeries("running mean", time, mean) { Lower = [.. mean.Select(m => m - 0.02)], Upper = [.. mean.Select(m => m + 0.02)] })
            .Add(new HorizontalLine(1.0345, "experiment, 423 K"))
            .Add(new HorizontalLine(1.2, "CL&P"))
            .Add(new VerticalBand(1.5, 3, "averaged"));
    }

    public static Plot Msd()
    {
        double[] time = [.. Enumerable.Range(0, 20).Select(i => Math.Pow(10, -2 + 0.25 * i))];
        return new Plot("Mean-square displacement", new Axis("time", "ps") { Scale = AxisScale.Logarithmic }, new Axis("MSD", "Å²") { Scale = AxisScale.Logarithmic })
            .AddErrorBars("PYR14", time, [.. time.Select(t => 0.4 * t)], [.. time.Select(t => 0.1 * t)])
            .AddErrorBars("BF4", time, [.. time.Select(t => 0.9 * t)], [.. time.Select(t => 0.2 * t)])
            .AddLine("fit, BF4", time, [.. time.Select(t => 0.9 * t)], dashed: true);
    }

    public static Plot Parity(int points)
    {
        var random = new Random(7);
        double[] x = [.. Enumerable.Range(0, points).Select(_ => 1.5 * Normal(random))];
        double[] y = [.. x.Select(v => v + 0.05 * Normal(random))];
        y[17] = 9.5;
        return new Plot($"Force components, {points} of them", new Axis("force, reference", "eV/Å"), new Axis("force, model", "eV/Å")) { Square = true }
            .AddScatter("eq", x[..(points / 2)], y[..(points / 2)])
            .AddScatter("neq", x[(points / 2)..], y[(points / 2)..])
            .Add(new Diagonal())
            .Add(new Note("RMSE 49.3 meV/Å"))
            .Add(new Note("MAE 38.1 meV/Å"));
    }

    public static Plot Bars() => new Plot("Force RMSE by element", Axis.Of("element", ["H", "B", "C", "N", "F", "a configuration type with a long name"]), new Axis("RMSE", "meV/Å"))
        .Add(new BarSeries("training", [30, 55, 60, 58, 41, 47]))
        .Add(new BarSeries("validation", [33, 58, 66, 61, 44, 50]) { Errors = [2, 3, 4, 5, 2, 2] });

    public static Plot Histogram()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => 60 * Normal(random) + 180)];
        return new Plot("Dihedral angle", new Axis("φ", "°"), new Axis("probability density", "1/°"))
            .Add(HistogramSeries.Of("C–N–C–C", values, 60, (0, 360), density: true))
            .Add(HistogramSeries.Of("C–S–N–S", [.. values.Select(v => 0.5 * v)], 60, (0, 360), density: true));
    }

    public static Plot Map()
    {
        double[] edges = [.. Enumerable.Range(0, 41).Select(i => 9.0 * i - 180)];
        double[,] values = new double[40, 40];
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 40; j++)
            {
                values[i, j] = Math.Exp(-0.01 * ((i - 12) * (i - 12) + (j - 25) * (j - 25))) * 1e-3;
            }
        }

        return new Plot("Angles of TFSI", new Axis("φ", "°"), new Axis("ψ", "°")) { Square = true }
            .Add(new HeatmapSeries("density", edges, edges, values, "probability density (1/°²)") { Logarithmic = true });
    }

    public static Network States() => new(
        "Clusters of lithium", [new("2 TFSI", 0.1, "4 O"), new("3 TFSI", 0.55, "5 O"), new("4 TFSI", 0.3), new("1 TFSI", 0.05, "3 O")],
        [new(0, 1, 0.02, "50 ps"), new(1, 0, 0.004, "250 ps"), new(1, 2, 0.01, "100 ps"), new(2, 1, 0.02, "50 ps"), new(0, 3, 0.001, "1.0 ns"), new(3, 0, 0.02, "50 ps")],
        "transition rate (1/ps)");

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
