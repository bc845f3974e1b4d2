using IonicMlff.Core.Elements;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>
/// A row of model_devi.out from its definition: every member is evaluated alone, from coordinates and cell, and the deviation is
/// computed here by the plain formula; nothing of the committee's code is used.
/// </summary>
public sealed class CommitteeTruth : IDisposable
{
    private readonly IEvaluator[] members;

    /// <summary>Opens the models.</summary>
    public CommitteeTruth(params string[] models) => members = [.. models.Select(m =>
        PotentialFile.Open(m).CreateEvaluator(new EvaluatorOptions { Backend = "reference" }))];

    /// <summary>max, min, average of the virial's deviation, of the force's, then the force's per atom; eV and Å.</summary>
    /// <param name="frame">Elements, cell and positions.</param>
    /// <param name="positions">Other positions of the same atoms, Å.</param>
    /// <param name="level">Level of the relative deviation of forces, eV/Å.</param>
    /// <param name="levelV">Level of the relative deviation of virials, eV.</param>
    public double[] Row(LammpsFrame frame, double[][]? positions = null, double? level = null, double? levelV = null)
    {
        int atoms = frame.Symbols.Length, k = members.Length;
        var all = members.Select(m => Evaluate(m, frame, positions ?? frame.Positions)).ToArray();
        double[] force = [.. Enumerable.Range(0, atoms).Select(i =>
        {
            double[] mean = [.. Enumerable.Range(0, 3).Select(x => all.Sum(m => m.Forces[3 * i + x]) / k)];
            double variance = all.Sum(m => Enumerable.Range(0, 3).Sum(x => Math.Pow(m.Forces[3 * i + x] - mean[x], 2))) / k;
            return Math.Sqrt(variance) / (level is { } l ? Math.Sqrt(mean.Sum(f => f * f)) + l : 1);
        })];
        double[] virial = [.. Enumerable.Range(0, 9).Select(c =>
        {
            double mean = all.Sum(m => m.Virial[c] / atoms) / k;
            double variance = all.Sum(m => Math.Pow(m.Virial[c] / atoms - mean, 2)) / k;
            return Math.Sqrt(variance) / (levelV is { } l ? Math.Abs(mean) + l : 1);
        })];
        return
        [
            virial.Max(), virial.Min(), Math.Sqrt(virial.Average(v => v * v)), force.Max(), force.Min(), force.Average(), .. force,
        ];
    }

    /// <summary>Rows of a model_devi.out.</summary>
    public static double[][] Rows(LammpsRun run, string file = "model_devi.out") => [.. File.ReadLines(Path.Combine(run.Folder, file))
        .Where(l => !l.StartsWith('#'))
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>Seven digits are printed.</summary>
    public static void AssertRow(double[] expected, double[] row, string what, double factor = 1)
    {
        for (int c = 0; c < row.Length - 1; c++)
        {
            double e = factor * expected[c];
            Assert.True(Math.Abs(e - row[c + 1]) <= 6e-7 * Math.Abs(e) + 1e-10, $"{what}, column {c + 1}: {row[c + 1]}, not {e}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IEvaluator member in members)
        {
            member.Dispose();
        }
    }

    private static (double[] Forces, double[] Virial) Evaluate(IEvaluator member, LammpsFrame frame, double[][] positions)
    {
        int atoms = frame.Symbols.Length;
        var (forces, virial) = (new double[3 * atoms], new double[9]);
        var results = new ResultsView { Virial = virial, Forces = forces };
        List<int> known = [.. member.Info.AtomicNumbers];
        member.Compute(
            new AtomsView
            {
                LocalCount = atoms,
                Positions = positions.SelectMany(p => p).ToArray(),
                Species = frame.Symbols.Select(s => PeriodicTable.TryAtomicNumber(s, out int z) ? known.IndexOf(z) : -1).ToArray(),
                Cell = frame.Cell is null ? Cell.None : Cell.FromRows(frame.Cell.SelectMany(r => r).ToArray(), frame.Periodic[0], frame.Periodic[1], frame.Periodic[2]),
            },
            ref results);
        return (forces, virial);
    }
}
