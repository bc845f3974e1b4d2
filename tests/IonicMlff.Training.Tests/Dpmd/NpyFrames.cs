using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Testing;
using IonicMlff.Data.Sets;

namespace IonicMlff.Training.Tests.Dpmd;

/// <summary>Frames of one set of the reference run, read plainly: float64 arrays, periodic.</summary>
public static class NpyFrames
{
    public static LabelledFrame[] Read(string system, string set = "set.000", int number = 0)
    {
        string folder = TestData.Path("deepmd", "training", "upstream_run", "data", system);
        int[] elements = [.. File.ReadAllLines(Path.Combine(folder, "type_map.raw")).Select(n => PeriodicTable.TryAtomicNumber(n.Trim(), out int z) ? z : throw new InvalidDataException(n))];
        int[] numbers = [.. File.ReadAllText(Path.Combine(folder, "type.raw")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(t => elements[int.Parse(t)])];
        double[] Values(string name) => Numbers(File.ReadAllBytes(Path.Combine(folder, set, $"{name}.npy")));
        double[] x = Values("coord"), box = Values("box"), energy = Values("energy"), force = Values("force"), virial = Values("virial");
        int n = 3 * numbers.Length;
        return
        [
            .. Enumerable.Range(0, energy.Length).Select(f => new LabelledFrame
            {
                Frame = new Frame(numbers, x[(f * n)..(f * n + n)], Cell.FromRows(box.AsSpan(9 * f, 9), true, true, true)),
                Energy = energy[f],
                Forces = force[(f * n)..(f * n + n)],
                Virial = virial[(9 * f)..(9 * f + 9)],
                System = number,
            }),
        ];
    }

    private static double[] Numbers(byte[] npy)
    {
        int header = 10 + BitConverter.ToUInt16(npy, 8);
        Assert(Encoding.ASCII.GetString(npy, 0, header).Contains("'<f8'", StringComparison.Ordinal));
        var values = new double[(npy.Length - header) / 8];
        Buffer.BlockCopy(npy, header, values, 0, 8 * values.Length);
        return values;
    }

    private static void Assert(bool holds)
    {
        if (!holds)
            throw new InvalidDataException("not float64");
    }
}
