using System.Globalization;
using System.Text;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>
/// The files of <c>dp test -d PREFIX</c>: PREFIX.e.out, .e_peratom.out, .f.out, .v.out, .v_peratom.out with a comment line for each system,
/// then the columns of the label before those of the model. They appear when all is done.
/// </summary>
internal sealed class DetailFiles : IDisposable
{
    private readonly (AtomicFile File, string[] Columns)[] files;
    private string? current;

    public DetailFiles(string prefix)
    {
        string[] axes = ["x", "y", "z"], pairs = [.. axes.SelectMany(a => axes.Select(b => a + b))];
        files = [.. new (string Ending, string[] Columns)[]
        {
            ("e", ["e"]), ("e_peratom", ["e"]), ("f", [.. axes.Select(a => "f" + a)]), ("v", [.. pairs.Select(p => "v" + p)]), ("v_peratom", [.. pairs.Select(p => "v" + p)]),
        }.Select(f => (AtomicFile.Create($"{prefix}.{f.Ending}.out", path => new StreamWriter(path, append: false, new UTF8Encoding(false))), f.Columns))];
    }

    /// <summary>Writes a frame of a system; labels that are absent have no line.</summary>
    public void Write(string system, in FrameReference reference, in FramePrediction predicted)
    {
        if (system != current)
        {
            foreach ((AtomicFile file, string[] columns) in files)
            {
                file.Writer.Write($"# {system}: {string.Join(' ', columns.Select(c => "data_" + c))} {string.Join(' ', columns.Select(c => "pred_" + c))}\n");
            }

            current = system;
        }

        int atoms = reference.AtomicNumbers.Length;
        if (reference.Energy is { } energy)
        {
            Line(0, [energy], [predicted.Energy], 1);
            Line(1, [energy], [predicted.Energy], atoms);
        }

        for (int i = 0; reference.Forces is not null && i < atoms; i++)
        {
            Line(2, reference.Forces.AsSpan(3 * i, 3), predicted.Forces.AsSpan(3 * i, 3), 1);
        }

        if (reference.Virial is not null)
        {
            Line(3, reference.Virial, predicted.Virial, 1);
            Line(4, reference.Virial, predicted.Virial, atoms);
        }
    }

    /// <summary>Puts the files in their places.</summary>
    public void Commit()
    {
        foreach ((AtomicFile file, _) in files)
        {
            file.Commit();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((AtomicFile file, _) in files)
        {
            file.Dispose();
        }
    }

    private void Line(int file, ReadOnlySpan<double> label, ReadOnlySpan<double> model, int divisor)
    {
        var line = new StringBuilder();
        foreach (double value in (ReadOnlySpan<double>)[.. label, .. model])
        {
            // numpy's "%.18e": .NET writes three digits of the exponent, numpy two.
            string[] parts = (value / divisor).ToString("e18", CultureInfo.InvariantCulture).Split('e');
            int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
            line.Append(line.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        files[file].File.Writer.Write(line.Append('\n'));
    }
}
