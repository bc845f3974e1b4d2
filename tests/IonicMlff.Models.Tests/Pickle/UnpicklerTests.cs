using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;
using Xunit;

namespace IonicMlff.Models.Tests.Pickle;

/// <summary>Streams are written opcode by opcode; the expected values are those of Python's pickle.</summary>
public sealed class UnpicklerTests
{
    [Fact]
    public void ReadsConstants()
    {
        // (None, True, -2, 300, 7, -1 as LONG1, 2**40 as LONG1, 0.5, 'é', b'ab', 'c')
        object?[] values = Tuple("\u0080\u0002(N\u0088J\u00fe\u00ff\u00ff\u00ffM\u002c\u0001K\u0007\u008a\u0001\u00ff\u008a\u0006\0\0\0\0\0\u0001"
            + "G\u003f\u00e0\0\0\0\0\0\0X\u0002\0\0\0\u00c3\u00a9C\u0002abU\u0001ct.");
        Assert.Equal([null, true, -2L, 300L, 7L, -1L, 1L << 40, 0.5, "é"], values[..9]);
        Assert.Equal("ab"u8.ToArray(), values[9]);
        Assert.Equal("c", values[10]);
    }

    [Fact]
    public void ReadsContainers()
    {
        var dict = (PickleDict)Load("\u0080\u0002}(X\u0001\0\0\0a](K\u0001K\u0002eX\u0001\0\0\0bK\u0003\u0085u.")!;
        Assert.Equal([1L, 2L], ((PickleList)dict["a"]!).Items);
        Assert.Equal([3L], ((PickleTuple)dict["b"]!).Items);
    }

    [Fact]
    public void MemoKeepsIdentity()
    {
        object?[] pair = Tuple("\u0080\u0002]q\u0005h\u0005\u0086.");
        Assert.Same(pair[0], pair[1]);
        pair = Tuple("\u0080\u0004]\u0094h\0\u0086.");
        Assert.Same(pair[0], pair[1]);
    }

    [Fact]
    public void CallsBecomePlainData()
    {
        // os.system('rm -rf /') in a REDUCE: nothing runs, a note of the call is what comes out.
        var call = (PickleObject)Load("\u0080\u0002cos\nsystem\nX\u0008\0\0\0rm -rf /\u0085R.")!;
        Assert.Equal("os.system", call.Type.FullName);
        Assert.Equal(["rm -rf /"], ((PickleTuple)call.Args!).Items);
    }

    [Fact]
    public void StateOfAnObjectIsKept()
    {
        var o = (PickleObject)Load("\u0080\u0002cm\nC\n)\u0081}X\u0001\0\0\0kK\u0001sb.")!;
        Assert.Equal(1L, ((PickleDict)o.State!)["k"]);
    }

    [Fact]
    public void TextBecomesBytesThroughCodecs() =>
        Assert.Equal([1, 255],
            (byte[])Load("\u0080\u0002c_codecs\nencode\nX\u0003\0\0\0\u0001\u00c3\u00bfX\u0006\0\0\0latin1\u0086R.")!);

    [Fact]
    public void ACycleIsOnlyData()
    {
        var list = (PickleList)Load("\u0080\u0002]q\0h\0a.")!;
        Assert.Same(list, list.Items[0]);
    }

    [Fact]
    public void DeepNestingIsNoRecursion()
    {
        object? value = Load("\u0080\u0002" + new string(']', 1) + string.Concat(Enumerable.Repeat("\u0085", 500_000)) + ".");
        int depth = 0;
        while (value is PickleTuple { Items: [var inner] })
        {
            value = inner;
            depth++;
        }

        Assert.Equal(500_000, depth);
    }

    [Theory]
    [InlineData("", "ends in the middle")]
    [InlineData("\u0080\u0002", "ends in the middle")]
    [InlineData("\u0080\u0002.", "a value is missing")]
    [InlineData("\u0080\u0001N.", "protocol 1")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc", "2147483647 bytes are claimed and 3 are left")]
    [InlineData("\u0080\u0002\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc", "bytes are claimed")]
    [InlineData("\u0080\u0002h\u0007.", "memo entry 7")]
    [InlineData("\u0080\u0002t.", "a mark is missing")]
    [InlineData("\u0080\u0002N(R.", "a value is missing")]
    [InlineData("\u0080\u0002}(NNNu.", "a key without a value")]
    [InlineData("\u0080\u0002NNa.", "not a list")]
    [InlineData("\u0080\u0002NNNs.", "not a dictionary")]
    [InlineData("\u0080\u0002i\n.", "opcode 0x69")]
    [InlineData("\u0080\u0002cabc", "a name has no end")]
    [InlineData("\u0080\u0002\u008a\u0009123456789.", "an integer has 9 bytes")]
    [InlineData("\u0080\u0002NQ.", "persistent id")]
    public void BrokenStreamsAreRefused(string stream, string message) => AssertRefused(stream, message);

    [Fact]
    public void CopyingInALoopIsRefused()
    {
        // One text of 1 MB, turned into bytes again and again through the memo.
        var stream = new StringBuilder("\u0080\u0002c_codecs\nencode\nq\u0001X\0\0\u0010\0").Append('x',
            1 << 20).Append("\u0085q\u00020");
        for (int i = 0; i < 100_000; i++)
        {
            stream.Append("h\u0001h\u0002R0");
        }

        AssertRefused(stream.Append("N.").ToString(), "copies the same data again and again");
    }

    [Fact]
    public void TooManyOpcodesAreRefused() => AssertRefused("\u0080\u0002" + new string('N', 2_100_000) + ".", "opcodes");

    [Theory]
    [InlineData(0, 4, 1, null)]
    [InlineData(1, 3, 1, null)]
    [InlineData(1, 4, 1, "beyond its storage")]
    [InlineData(-1, 2, 1, "beyond its storage")]
    [InlineData(0, 2, 3, null)]
    [InlineData(0, 2, 4, "beyond its storage")]
    [InlineData(0, 2, -1, "impossible size or stride")]
    [InlineData(0, 1000000000, 0, "impossible size or stride")]
    [InlineData(0, -1, 1, "impossible size or stride")]
    public void TensorsMustLieInTheirStorage(int offset, int size, int stride, string? message)
    {
        string stream = "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nDoubleStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ"
            + Int(offset) + Int(size) + "\u0085" + Int(stride) + "\u0085\u0089NtR.";
        if (message is null)
        {
            var tensor = Assert.IsType<PickleTensor>(Load(stream));
            Assert.Equal(new PickleStorage(TensorType.Float64, "0", 4), tensor.Storage);
            Assert.Equal([size], tensor.Shape);
        }
        else
        {
            AssertRefused(stream, message);
        }
    }

    private static string Int(int value)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), value);
        return Encoding.Latin1.GetString(bytes);
    }

    private static object? Load(string stream) => Unpickler.Load(Encoding.Latin1.GetBytes(stream), "test");

    private static object?[] Tuple(string stream) => ((PickleTuple)Load(stream)!).Items;

    private static void AssertRefused(string stream, string message)
    {
        var error = Assert.Throws<IlmlffException>(() => Load(stream));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
