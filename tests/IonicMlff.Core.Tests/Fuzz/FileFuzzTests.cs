using System.Text;
using IonicMlff.Core.Frames;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Fuzz;

/// <summary>Damaged extended XYZ and safetensors files: a clear error or a valid result, in bounded time and memory.</summary>
public sealed class FileFuzzTests
{
    private static readonly byte[][] Frames =
    [
        File.ReadAllBytes(TestData.Path("mace", "cases", "paper_pyr14bf4", "bf4", "structure.extxyz")),
        File.ReadAllBytes(TestData.Path("mace", "cases", "paper_pyr14bf4", "smallcell_bn", "structure.extxyz")),
        Encoding.UTF8.GetBytes(
            "2\nLattice=\"4 0 0 0 5 0 0 0 6\" Properties=species:S:1:pos:R:3:forces:R:3:mol_id:I:1:fix:L:1:label:S:1 energy=-1.5 "
                + "REF_stress=\"1 2 3 4 5 6\" "
            + "flag uid=007 m=[[1, 2], [3, 4]] t='a \"q\" b' j=\"_JSON {\\\"a\\\": [1, 2]}\" o={1 2} pbc=\"T T F\"\nLi 0 0 0.5 "
            + "1e-3 2 3 1 T ab\nF 1 1 1 4 5 nan 2 F cd\n"
            + "1\nplain comment\nC 0 0 0\n0\nProperties=Z:I:1:pos:R:3\n"),
    ];

    private static readonly byte[] Tensors = MakeTensors();

    [Fact]
    public void Damaged_frames() => Mutation.Check(10_000, seed: 1, FrameBytes, ReadFrames);

    [Fact]
    public void Damaged_tensors() => Mutation.Check(10_000, seed: 2, TensorBytes, ReadTensors);

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void Damaged_frames_a_million_times() => Mutation.Check(1_000_000, seed: 3, FrameBytes, ReadFrames);

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void Damaged_tensors_a_million_times() => Mutation.Check(1_000_000, seed: 4, TensorBytes, ReadTensors);

    private static byte[] FrameBytes(Random random) => Mutation.Damage(Frames[random.Next(Frames.Length)], random);

    private static byte[] TensorBytes(Random random)
    {
        byte[] damaged = Mutation.Damage(Tensors, random);

        // Half of the time the length field is made right again, so that the damage reaches the header's content.
        int brace = Array.IndexOf(damaged, (byte)'}');
        if (random.Next(2) == 0 && damaged.Length > 16 && brace > 0)
        {
            int end = Array.LastIndexOf(damaged, (byte)'}');
            BitConverter.GetBytes((long)Math.Max(0, end - 7)).CopyTo(damaged, 0);
        }

        return damaged;
    }

    /// <summary>Whatever is accepted is a consistent frame, and survives being written and read again.</summary>
    private static void ReadFrames(byte[] input)
    {
        foreach (Frame frame in ExtxyzReader.Read(new MemoryStream(input), "fuzz.xyz"))
        {
            Assert.True(Array.TrueForAll(frame.Positions, double.IsFinite));
            Assert.True(Array.TrueForAll(frame.AtomicNumbers, z => z is >= 1 and <= 118));
            Assert.All(frame.Columns.Values, c => Assert.Equal((long)frame.Count * c.Width, c.Data.Length));
            var text = new StringWriter();
            ExtxyzWriter.Write(text, frame);
            Frame back = Assert.Single(ExtxyzReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "again.xyz"));
            Assert.Equal(frame.Positions, back.Positions);
            Assert.Equal(frame.AtomicNumbers, back.AtomicNumbers);
            Assert.Equal(frame.Cell, back.Cell);
            Assert.Equal(frame.Values.Keys, back.Values.Keys);
            foreach ((string key, PropertyArray value) in frame.Values)
                Assert.Equal(value.Data, back.Values[key].Data);
            foreach ((string key, PropertyArray column) in frame.Columns)
                Assert.Equal(column.Data, back.Columns[key].Data);
            FrameLabels.From(frame);
        }
    }

    private static void ReadTensors(byte[] input)
    {
        SafetensorsFile file = SafetensorsFile.Parse(input, "fuzz.safetensors");
        foreach ((string name, TensorEntry entry) in file.Tensors)
        {
            Assert.Equal(entry.Shape.Aggregate(1L, (a, b) => a * b), entry.Count);
            switch (entry.Type)
            {
                case TensorType.F64 or TensorType.F32:
                    Assert.Equal(entry.Count, file.Doubles(name).Length);
                    break;
                case TensorType.I64 or TensorType.I32 or TensorType.U8:
                    Assert.Equal(entry.Count, file.Integers(name).Length);
                    break;
                case TensorType.BOOL:
                    file.Booleans(name);
                    break;
                default:
                    Assert.Equal(entry.Count * entry.Type.Size(), file.Bytes(name).Length);
                    break;
            }
        }
    }

    private static byte[] MakeTensors()
    {
        var writer = new SafetensorsWriter();
        writer.Add("w", [2, 2], [1.0, 2, 3, 4]);
        writer.Add("f", [3], [1f, 2, 3]);
        writer.Add("i", [1, 2], [1L, -1]);
        writer.Add("n", [2], [1, 2]);
        writer.Add("u", [2], new byte[] { 1, 2 });
        writer.Add("b", [3], [true, false, true]);
        writer.Metadata["version"] = "1";
        var to = new MemoryStream();
        writer.Write(to);
        return to.ToArray();
    }
}
