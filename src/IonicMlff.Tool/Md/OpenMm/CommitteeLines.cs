using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>Writes the deviation of a committee as <c>pair_style ilmlff</c> does: the format of DeePMD's <c>model_devi.out</c>.</summary>
internal sealed class CommitteeLines(MdConfig config, MdSystem system)
{
    private readonly string path = Path.Combine(config.Output.Folder, DeviationFile.PartName);

    /// <summary>Evaluates the committee and appends a line.</summary>
    /// <exception cref="IlmlffException">The deviation is above the limit; the frame has been written beside the file.</exception>
    public void Report(Context context, long step, Func<(MdSnapshot Atoms, double Energy)> snapshot)
    {
        ModelDeviation d = IlmlffResults.Deviation(context);
        double[] numbers =
        [
            d.Virial.Max(AtMostInfinite), d.Virial.Min(AtMostInfinite), Math.Sqrt(d.Virial.Average(v => AtMostInfinite(v) * AtMostInfinite(v))),
            d.Atoms.Max(AtMostInfinite), d.Atoms.Min(AtMostInfinite), d.Atoms.Average(AtMostInfinite),
        ];
        using (var file = new StreamWriter(path, append: true) { NewLine = "\n" })
        {
            if (file.BaseStream.Length == 0)
                file.WriteLine("#       step" + string.Concat(((string[])["max_devi_v", "min_devi_v", "avg_devi_v", "max_devi_f", "min_devi_f", "avg_devi_f"]).Select(n => $"{n,19}")));
            file.WriteLine($"{step,12}" + string.Concat(numbers.Select(n => " " + Scientific(n).PadLeft(18))));
        }

        if (numbers[3] > config.StopDeviation)
        {
            (MdSnapshot atoms, double energy) = snapshot();
            Stop(d, step, numbers[3], atoms, energy);
        }
    }

    // As C's %18.6e: two digits in the exponent.
    private static string Scientific(double value) => double.IsFinite(value) ? value.ToString("0.000000e+00", CultureInfo.InvariantCulture) : "inf";

    // Members whose results are not numbers disagree without limit.
    private static double AtMostInfinite(double deviation) => double.IsNaN(deviation) ? double.PositiveInfinity : deviation;

    // The same columns as pair_style ilmlff writes; the forces are those of the first model.
    private void Stop(ModelDeviation d, long step, double largest, MdSnapshot atoms, double energy)
    {
        var deviations = new double[system.AtomicNumbers.Length];
        for (int i = 0; i < d.Particles.Length; i++)
            deviations[d.Particles[i]] = d.Atoms[i];
        int worst = d.Particles[Array.FindIndex(d.Atoms, a => AtMostInfinite(a) >= largest)];
        string name = Path.Combine(config.Output.Folder, string.Create(CultureInfo.InvariantCulture, $"model_devi.out.stop-{step}.extxyz"));
        var frame = new Frame(system.AtomicNumbers, atoms.Positions, atoms.Cell);
        frame.Values.Add("energy", PropertyArray.Of(energy));
        frame.Values.Add("step", PropertyArray.Of(step));
        frame.Columns.Add("forces", PropertyArray.PerAtom(atoms.Forces!, 3));
        frame.Columns.Add("force_deviation", PropertyArray.PerAtom(deviations, 1));
        frame.Columns.Add("id", PropertyArray.PerAtom(system.AtomicNumbers.Select((_, i) => i + 1L).ToArray(), 1));
        using (var file = new StreamWriter(name) { NewLine = "\n" })
            ExtxyzWriter.Write(file, frame);
        throw new IlmlffException(ErrorKind.Failed, string.Create(CultureInfo.InvariantCulture,
            $"max_devi_f is {largest:G6} eV/Å at atom {worst + 1} ({PeriodicTable.Symbol(system.AtomicNumbers[worst])}), above stop.deviation, {config.StopDeviation:G6}; the frame is in {name}."));
    }
}
