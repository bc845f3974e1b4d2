using IonicMlff.Analysis.Logs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Units;

namespace IonicMlff.Analysis.Transport;

/// <summary>The charge current J = Σ q v of a run, e Å/fs, and the charge dipole M = Σ q r of unwrapped atoms, e Å, when the file has it.</summary>
public sealed class ChargeCurrent
{
    /// <summary>Takes the columns of a log.</summary>
    /// <exception cref="IlmlffException">Not three components, or their unit is not known.</exception>
    public ChargeCurrent(LogSeries log)
    {
        Log = log;
        Current = Vector(LogQuantity.Current, u => u.Length / u.Time)
            ?? throw IlmlffException.BadData($"{log.File} has one or two components of the current only; the conductivity needs three. Name them with --columns jx=NAME jy=NAME jz=NAME.");
        Dipole = Vector(LogQuantity.Dipole, u => u.Length);
    }

    /// <summary>The log.</summary>
    public LogSeries Log { get; }

    /// <summary>x, y, z, e Å/fs.</summary>
    public double[][] Current { get; }

    /// <summary>x, y, z, e Å; null: the file has none.</summary>
    public double[][]? Dipole { get; }

    /// <summary>1/(3 V k_BT) for currents in e Å/fs and times in fs: S/m per e² Å² / fs.</summary>
    public double GreenKubo => 2 * Einstein;

    /// <summary>1/(6 V k_BT): S/m per e² Å² / fs.</summary>
    public double Einstein => Codata2022.ElementaryCharge * Codata2022.ElementaryCharge * 1e-20 / 1e-15 / (6 * Log.Volume * 1e-30 * Codata2022.Boltzmann * Log.Temperature);

    /// <summary>Largest difference of a change of M and the trapezoid of J over it, e Å: large when rows are too sparse, or the dipole wrapped.</summary>
    public double? Mismatch
    {
        get
        {
            if (Dipole is null)
                return null;
            double worst = 0;
            for (int d = 0; d < 3; d++)
            {
                for (int t = 1; t < Log.Rows; t++)
                    worst = Math.Max(worst, Math.Abs(Dipole[d][t] - Dipole[d][t - 1] - 0.5 * Log.Interval * (Current[d][t] + Current[d][t - 1])));
            }

            return worst;
        }
    }

    private double[][]? Vector(LogQuantity quantity, Func<LogUnits, double> unit)
    {
        LogColumn?[] columns = [.. Enumerable.Range(0, 3).Select(c => Log.Find(quantity, c))];
        return columns.Contains(null) ? null : [.. columns.Select(c => Array.ConvertAll(Log.Values(c!), v => v * Log.Factor(c!, unit)))];
    }
}
