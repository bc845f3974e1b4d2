using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Neighbors;

/// <summary>Numbers of neighbours against those that the upstream program reports for every golden structure.</summary>
public sealed class GoldenEdgeTests
{
    [Fact]
    public void Every_atom_has_as_many_neighbours_as_upstream_finds()
    {
        int cases = 0;
        foreach (string file in Directory.GetFiles(TestData.Path("mace", "cases"), "output.json", SearchOption.AllDirectories))
        {
            using JsonDocument output = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement result = output.RootElement.GetProperty("results")[0];
            double cutoff = Cutoff(output.RootElement.GetProperty("model").GetString()!);
            Frame frame = ExtxyzReader.Read(Path.Combine(Path.GetDirectoryName(file)!, "structure.extxyz")).Single();
            var list = new NeighborList(cutoff, skin: 0.7);
            list.Update(new AtomsView
            {
                LocalCount = frame.Count,
                Positions = frame.Positions,
                Species = new int[frame.Count],
                Cell = frame.Cell,
            });
            IEnumerable<int> expected = result.GetProperty("neighbors_per_atom").EnumerateArray().Select(n => n.GetInt32());
            Assert.Equal(expected, Counts(list, frame));
            cases++;
        }

        Assert.True(cases > 70, $"only {cases} cases");
    }

    private static double Cutoff(string model)
    {
        string text = File.ReadAllText(TestData.Path("mace", "models", model + ".inventory.json"));
        using JsonDocument inventory = JsonDocument.Parse(text);
        return inventory.RootElement.GetProperty("state_dict").EnumerateArray()
            .Single(e => e.GetProperty("name").GetString() == "r_max").GetProperty("last").GetDouble();
    }

    private static int[] Counts(NeighborList list, Frame frame)
    {
        double[] r = frame.Positions;
        var counts = new int[frame.Count];
        for (int i = 0; i < frame.Count; i++)
        {
            for (int e = list.RowStart[i]; e < list.RowStart[i + 1]; e++)
            {
                int j = list.Neighbor[e];
                ReadOnlySpan<double> t = list.ImageShifts.Slice(3 * list.Image[e], 3);
                double x = r[3 * i] - r[3 * j] - t[0];
                double y = r[3 * i + 1] - r[3 * j + 1] - t[1];
                double z = r[3 * i + 2] - r[3 * j + 2] - t[2];
                counts[i] += x * x + y * y + z * z < list.Cutoff * list.Cutoff ? 1 : 0;
            }
        }

        return counts;
    }
}
