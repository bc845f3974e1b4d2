using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Testing;
using IonicMlff.Training.Checkpoints;
using Xunit;

namespace IonicMlff.Training.Tests.Checkpoints;

public class CheckpointFileTests
{
    internal static CheckpointContent Example(long step = 12)
    {
        var content = new CheckpointContent();
        content.Add("weights", [1.5, -0.0, double.Epsilon, 1.0 / 3, double.PositiveInfinity, step]);
        content.Add("counters", [0L, long.MaxValue]);
        content.Arrays.Add("moments", new(TensorType.F32, [2, 1], [1, 2, 3, 4, 5, 6, 7, 8]));
        content.Texts.Add("generator", "00ff");
        return content;
    }

    [Fact]
    public void KeepsEveryBit()
    {
        string path = Written("bits");
        CheckpointContent read = CheckpointFile.Read(path);
        Assert.Equal(
            Example().Doubles("weights").Select(BitConverter.DoubleToInt64Bits),
            read.Doubles("weights").Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([0L, long.MaxValue], read.Integers("counters"));
        Assert.Equal(Example().Array("moments").Bytes, read.Array("moments").Bytes);
        Assert.Equal([2, 1], read.Array("moments").Shape);
        Assert.Equal("00ff", read.Text("generator"));
    }

    /// <summary>Any byte that changes, and any length, is noticed.</summary>
    [Fact]
    public void EveryDamageIsNoticed()
    {
        byte[] whole = File.ReadAllBytes(Written("damage"));
        string path = Path.Combine(TestData.Scratch, "damaged.checkpoint");
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x04;
            File.WriteAllBytes(path, damaged);
            var e = Assert.Throws<IlmlffException>(() => CheckpointFile.Read(path));
            Assert.Equal(ErrorKind.BadData, e.Kind);
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
        }

        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<IlmlffException>(() => CheckpointFile.Read(path));
        }
    }

    [Fact]
    public void AModelIsNoCheckpoint()
    {
        string path = Path.Combine(TestData.Scratch, "model.safetensors");
        var writer = new SafetensorsWriter();
        writer.Add("w", [1], [1.0]);
        writer.Write(path);
        var e = Assert.Throws<IlmlffException>(() => CheckpointFile.Read(path));
        Assert.Contains("not a checkpoint", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        var e = Assert.Throws<IlmlffException>(() => CheckpointFile.Read(Written("missing")).Doubles("moment1"));
        Assert.Contains("'moment1'", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<IlmlffException>(() => CheckpointFile.Read(Written("missing")).Doubles("counters"));
        Assert.Contains("I64", e.Message, StringComparison.Ordinal);
    }

    private static string Written(string name)
    {
        string path = Path.Combine(TestData.Scratch, name + ".checkpoint");
        using FileStream to = File.Create(path);
        CheckpointFile.Write(Example(), to);
        return path;
    }
}
