using IonicMlff.Core.Errors;
using IonicMlff.Testing;
using IonicMlff.Training.Checkpoints;
using Xunit;

namespace IonicMlff.Training.Tests.Checkpoints;

public class CheckpointFolderTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    [Fact]
    public void KeepsTheNewestOnes()
    {
        var folder = new CheckpointFolder(_folder, "run", kept: 2);
        foreach (long step in new long[] { 8, 9, 10, 100 })
            folder.Save(CheckpointFileTests.Example(step), step);
        Assert.Equal([100L, 10L], folder.All().Select(c => c.Step));
        Assert.Equal(100, folder.Newest(Unexpected)!.Doubles("weights")[^1]);
    }

    [Fact]
    public void RunsOfOtherNamesAreOthers()
    {
        new CheckpointFolder(_folder, "run", 2).Save(CheckpointFileTests.Example(), 5);
        new CheckpointFolder(_folder, "run-2", 2).Save(CheckpointFileTests.Example(), 7);
        Assert.Equal([5L], new CheckpointFolder(_folder, "run", 2).All().Select(c => c.Step));
        Assert.Null(new CheckpointFolder(_folder, "other", 2).Newest(Unexpected));
    }

    /// <summary>Whatever the byte at which the disk is full, the earlier checkpoint stays and the error says so.</summary>
    [Fact]
    public void AFullDiskLeavesTheOneBefore()
    {
        new CheckpointFolder(_folder, "run", 1).Save(CheckpointFileTests.Example(1), 1);
        long length = new FileInfo(Assert.Single(Directory.GetFiles(_folder))).Length;
        for (long room = 0; room < length; room += 41)
        {
            var full = new CheckpointFolder(_folder, "run", 1, path => new FullDisk(path, room));
            var e = Assert.Throws<IlmlffException>(() => full.Save(CheckpointFileTests.Example(2), 2));
            Assert.Equal(ErrorKind.Failed, e.Kind);
            Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
            Assert.Contains("The checkpoint of step 1 is intact", e.Message, StringComparison.Ordinal);
            Assert.Single(Directory.GetFiles(_folder));
            Assert.Equal(1, full.Newest(Unexpected)!.Doubles("weights")[^1]);
        }
    }

    [Fact]
    public void ADamagedOneIsPassedOverWithAWarning()
    {
        var folder = new CheckpointFolder(_folder, "run", 2);
        folder.Save(CheckpointFileTests.Example(1), 1);
        (string newest, long length) = folder.Save(CheckpointFileTests.Example(2), 2);
        using (FileStream f = File.OpenWrite(newest))
            f.SetLength(length / 2);
        var warnings = new List<string>();
        Assert.Equal(1, folder.Newest(warnings.Add)!.Doubles("weights")[^1]);
        string warning = Assert.Single(warnings);
        Assert.Contains("run.step-2.checkpoint is damaged", warning, StringComparison.Ordinal);
        Assert.Contains("of step 1", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void AllDamagedIsAnError()
    {
        var folder = new CheckpointFolder(_folder, "run", 2);
        File.WriteAllText(folder.Save(CheckpointFileTests.Example(1), 1).Path, "");
        File.WriteAllText(folder.Save(CheckpointFileTests.Example(2), 2).Path, "rubbish rubbish");
        var e = Assert.Throws<IlmlffException>(() => folder.Newest(Unexpected));
        Assert.Equal(ErrorKind.BadData, e.Kind);
        Assert.Contains("None of the 2 checkpoints", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAKillLeftIsRemovedByTheNextSave()
    {
        File.WriteAllText(Path.Combine(_folder, "run.step-3.checkpoint.partial"), "half");
        var folder = new CheckpointFolder(_folder, "run", 2);
        Assert.Null(folder.Newest(Unexpected));
        folder.Save(CheckpointFileTests.Example(4), 4);
        Assert.Single(Directory.GetFiles(_folder));
    }

    private static void Unexpected(string warning) => Assert.Fail(warning);

    /// <summary>A file that takes a number of bytes and then no more.</summary>
    private sealed class FullDisk(string path, long room) : FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            long left = room - Position;
            base.Write(buffer[..(int)Math.Min(buffer.Length, left)]);
            if (buffer.Length > left)
                throw new IOException("No space left on device");
        }
    }
}
