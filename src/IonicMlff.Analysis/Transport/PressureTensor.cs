using IonicMlff.Analysis.Logs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Units;

namespace IonicMlff.Analysis.Transport;

/// <summary>The pressure tensor of a run, atm, evenly spaced, and the components whose fluctuations the shear viscosity is from.</summary>
public sealed class PressureTensor
{
    /// <summary>1 atm in Pa.</summary>
    public const double Atmosphere = 101325;

    private const int Xx = 0, Yy = 1, Zz = 2;

    /// <summary>Takes the columns of a log.</summary>
    /// <exception cref="IlmlffException">No component off the diagonal, or their unit is not known.</exception>
    public PressureTensor(LogSeries log)
    {
        Log = log;
        var p = new double[6][];
        for (int c = 0; c < p.Length; c++)
        {
            if (log.Find(LogQuantity.Pressure, c) is { } column)
            {
                double factor = log.Factor(column, u => u.Pressure) / Atmosphere;
                p[c] = log.Values(column);
                for (int k = 0; k < p[c].Length && factor != 1; k++)
                    p[c][k] *= factor;
            }
        }

        var named = new List<(string, double[])>();
        for (int c = 3; c < 6; c++)
        {
            if (p[c] is not null)
                named.Add((LogHead.Tensor[c], p[c]));
        }

        IsWhole = p.All(c => c is not null);
        if (p[Xx] is not null && p[Yy] is not null && p[Zz] is not null)
        {
            named.Add(("(xx-yy)/2", Sum((0.5, p[Xx]), (-0.5, p[Yy]))));
            named.Add(("(yy-zz)/2", Sum((0.5, p[Yy]), (-0.5, p[Zz]))));

            // Of the traceless diagonal's two degrees of freedom, the one that is independent of (xx-yy)/2, with the same variance in a liquid.
            double third = 1 / (2 * Math.Sqrt(3));
            Orthogonal = Sum((third, p[Xx]), (third, p[Yy]), (-2 * third, p[Zz]));
        }

        Components = named.Count > 0 ? named : throw IlmlffException.BadData(
            $"{log.File} has one or two diagonal components of the pressure only; the viscosity needs xy, xz, yz, or all of xx, yy, zz.");
    }

    /// <summary>The log.</summary>
    public LogSeries Log { get; }

    /// <summary>xy, xz, yz, (xx−yy)/2, (yy−zz)/2, as far as they are there; atm.</summary>
    public IReadOnlyList<(string Name, double[] Values)> Components { get; }

    /// <summary>(xx+yy−2zz)/(2√3), atm; null without the diagonal.</summary>
    public double[]? Orthogonal { get; }

    /// <summary>All six components are there.</summary>
    public bool IsWhole { get; }

    /// <summary>
    /// Components that are independent of each other in a liquid and have the same variance: the three off the diagonal and the two of the traceless
    /// diagonal. The mean over all five is the form of Daivis and Evans (1994), V/(10 k_BT) ∫ Σ_ab ⟨P_ab(0) P_ab(t)⟩ dt.
    /// </summary>
    public IReadOnlyList<double[]> Independent => Orthogonal is null ? [.. Components.Select(c => c.Values)]
        : [.. Components.Where(c => c.Name != "(yy-zz)/2").Select(c => c.Values), Orthogonal];

    /// <summary>V/(k_BT) for pressures in atm and times in fs: mPa·s per atm² fs.</summary>
    public double Prefactor => Log.Volume * 1e-30 / (Codata2022.Boltzmann * Log.Temperature) * Atmosphere * Atmosphere * 1e-15 * 1e3;

    private static double[] Sum(params ReadOnlySpan<(double Factor, double[] Values)> terms)
    {
        var sum = new double[terms[0].Values.Length];
        foreach ((double factor, double[] values) in terms)
        {
            for (int k = 0; k < sum.Length; k++)
                sum[k] += factor * values[k];
        }

        return sum;
    }
}
