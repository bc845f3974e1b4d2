using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Reports.Figures;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>
/// Parity plots: every value of the model against its reference. Scatter, not meshes or densities: a mesh shows where most points lie, and
/// hides the few that lie far off, which are those that break a simulation.
/// </summary>
internal sealed class ParityFigures(ParityPoints points, ErrorTable table)
{
    /// <summary>Energies, force components, stress or virial, as far as there are labels.</summary>
    public IEnumerable<Figure> Quantities()
    {
        if (table.All.EnergyPerAtom.Count > 0)
        {
            yield return Parity("Energy per atom", "energy per atom", "eV", table.All.EnergyPerAtom, 1000, "meV/atom", g => [g.Energy]);
            yield return EnergyErrors();
        }

        if (table.All.Forces.Count > 0)
        {
            yield return Parity("Force components", "force", "eV/Å", table.All.Forces, 1000, "meV/Å", g => g.Forces.Values);
            yield return ForceErrors();
        }

        if (table.All.Stress.Count > 0)
        {
            yield return Parity("Stress components", "stress", "eV/Å³", table.All.Stress, 1000, "meV/Å³", g => [g.Stress]);
        }

        if (points.Groups.SelectMany(g => g.Parts).Any(p => p.Virial.Count > 0))
        {
            yield return Parity("Virial components per atom", "virial per atom", "eV", table.All.VirialPerAtom, 1000, "meV/atom", g => [g.Virial]);
        }
    }

    /// <summary>Force components on the atoms of each element.</summary>
    public IEnumerable<Figure> Elements() => table.All.ForcesByElement.Select(e => Parity(
        $"Forces on {PeriodicTable.Symbol(e.Key)}", "force", "eV/Å", e.Value, 1000, "meV/Å", g => g.Forces.TryGetValue(e.Key, out PointList? p) ? [p] : []));

    /// <summary>Force RMSE by element, one bar for each set.</summary>
    public Figure ElementBars()
    {
        int[] elements = [.. table.All.ForcesByElement.Keys];
        var plot = new Plot("Force RMSE by element", Axis.Of("element", [.. elements.Select(PeriodicTable.Symbol)]), new Axis("RMSE of components", "meV/Å"));
        foreach (ErrorRow row in table.Rows.Where(r => r.ConfigType is null && r.Set.Length > 0).Take(7))
        {
            plot.Add(new BarSeries(row.Set, [.. elements.Select(z => row.Errors.ForcesByElement.TryGetValue(z, out ErrorSum? e) ? 1000 * e.Rmse : double.NaN)]));
        }

        return plot;
    }

    private Plot Parity(
        string title, string quantity, string unit, ErrorSum errors, double factor, string errorUnit, Func<ParityGroup, IEnumerable<PointList>> select)
    {
        var plot = new Plot(title, new Axis($"{quantity}, reference", unit), new Axis($"{quantity}, model", unit)) { Square = true };
        var clouds = new List<ScatterSeries>();
        int colour = 0;
        foreach ((string name, IReadOnlyList<ParityGroup> parts) in points.Groups)
        {
            PointList[] lists = [.. parts.SelectMany(select)];
            clouds.Add(new ScatterSeries(name, [.. lists.SelectMany(l => l.Reference)], [.. lists.SelectMany(l => l.Predicted)]) { Colour = colour++ });
        }

        // Small sets over large ones.
        foreach (ScatterSeries cloud in clouds.Where(c => c.X.Length > 0).OrderByDescending(c => c.X.Length))
        {
            plot.Add(cloud);
        }

        return plot.Add(new Diagonal()).Add(new Note(string.Create(CultureInfo.InvariantCulture,
            $"RMSE {Three(factor * errors.Rmse)} {errorUnit}, MAE {Three(factor * errors.Mae)}, largest {Three(factor * errors.Max)}, {errors.Count:N0} values")));
    }

    private Plot EnergyErrors()
    {
        var plot = new Plot("Error of the energy per atom", new Axis("energy per atom, reference", "eV"), new Axis("model − reference", "meV/atom"));
        int colour = 0;
        foreach ((string name, IReadOnlyList<ParityGroup> parts) in points.Groups)
        {
            double[] x = [.. parts.SelectMany(p => p.Energy.Reference)], y = [.. parts.SelectMany(p => p.Energy.Predicted)];
            if (x.Length > 0)
            {
                plot.Add(new ScatterSeries(name, x, [.. y.Select((v, i) => 1000 * (v - x[i]))]) { Colour = colour });
            }

            colour++;
        }

        return plot.Add(new HorizontalLine(0));
    }

    private Plot ForceErrors()
    {
        double limit = 1000 * Math.Max(table.All.Forces.Max, 1e-6);
        var plot = new Plot(
            "Errors of force components", new Axis("model − reference", "meV/Å"), new Axis("components per bin", "") { Scale = AxisScale.Logarithmic, Min = 0.5 });
        int colour = 0;
        foreach ((string name, IReadOnlyList<ParityGroup> parts) in points.Groups)
        {
            double[] errors = [.. parts.SelectMany(p => p.Forces.Values).SelectMany(l => l.Predicted.Zip(l.Reference, (y, x) => 1000 * (y - x)))];
            if (errors.Length > 0)
            {
                plot.Add(HistogramSeries.Of(name, errors, 81, (-limit, limit)) with { Colour = colour });
            }

            colour++;
        }

        return plot;
    }

    // Three digits, but no power of ten for errors that are merely large.
    private static string Three(double value) => value.ToString(value is >= 1000 and < 1e6 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
