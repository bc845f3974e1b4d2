using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.ModelFiles;

/// <summary>The safetensors container: exactly the published format, strict on reading.</summary>
public sealed class SafetensorsTests
{
    [Fact]
    public void Bytes_are_those_of_the_published_format()
    {
        var writer = new SafetensorsWriter();
        writer.Add("b", [2], [true, false]);
        writer.Add("a", [1, 2], [1.0f, -2.0f]);
        writer.Metadata["format"] = "é\"";
        var to = new MemoryStream();
        writer.Write(to);
        string header = "{\"__metadata__\":{\"format\":\"é\\\"\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],"
            + "\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[8,10]}}";
        byte[] expected = [.. Packed(header, 8), 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 0];
        Assert.Equal(expected, to.ToArray());
    }

    [Fact]
    public void Every_type_survives_a_file()
    {
        string path = Path.Combine(TestData.Scratch, "types.safetensors");
        double[] doubles = [0.1, -0.0, double.NaN, double.MaxValue, 1e-310, double.NegativeInfinity];
        var writer = new SafetensorsWriter();
        writer.Add("f64", [2, 3], doubles);
        writer.Add("f32", [2], [0.1f, float.Epsilon]);
        writer.Add("i64", [2], [long.MinValue, 5]);
        writer.Add("i32", [3], [int.MinValue, 0, 7]);
        writer.Add("u8", [1], new byte[] { 255 });
        writer.Add("bool", [3], [true, false, true]);
        writer.Add("scalar", [], [4.5]);
        writer.Add("none", [0, 7], ReadOnlySpan<double>.Empty);
        writer.Write(path);
        SafetensorsFile file = SafetensorsFile.Read(path);
        Assert.Equal(Bits(doubles), Bits(file.Doubles("f64")));
        Assert.Equal([2L, 3L], file.Tensors["f64"].Shape);
        Assert.Equal([0.1f, float.Epsilon], file.Floats("f32"));
        Assert.Equal([0.1f, float.Epsilon], file.Doubles("f32"));
        Assert.Equal([long.MinValue, 5], file.Integers("i64"));
        Assert.Equal([int.MinValue, 0, 7], file.Integers("i32"));
        Assert.Equal([255L], file.Integers("u8"));
        Assert.Equal([true, false, true], file.Booleans("bool"));
        Assert.Equal([4.5], file.Doubles("scalar"));
        Assert.Empty(file.Tensors["scalar"].Shape);
        Assert.Empty(file.Doubles("none"));
        Assert.Empty(file.Metadata);
        Assert.True(SafetensorsFile.LooksLike(File.ReadAllBytes(path).AsSpan(0, 16)));
        Assert.Empty(Directory.GetFiles(TestData.Scratch, "types*.partial"));
    }

    [Fact]
    public void An_empty_file_is_valid() => Assert.Empty(SafetensorsFile.Parse(Packed("{}"), "x").Tensors);

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 7, "lies at bytes 0 to 8 of 7")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 9, "1 bytes follow the last tensor")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "of shape [3] and type F32 has 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4,1],\"data_offsets\":[0,8]}}", 8, "has 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9223372036854775807,9223372036854775807],\"data_offsets\":[0,0]}}", 0, "has 0 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}", 8, "begins at byte 4 where the one before ends at 0")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[3,7]}}", 7, "overlap or leave a gap")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "'a' is described twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "begins at byte 1")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,-1]}}", 0, "whole numbers from 0 on")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1, "whole numbers from 0 on")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 1, "two data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"Q9\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "has dtype 'Q9'")]
    [InlineData("{\"a\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "has dtype 'Number'")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "needs dtype")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", 1, "'x' is unknown")]
    [InlineData("{\"a\":7}", 0, "described by a Number")]
    [InlineData("{\"__metadata__\":{\"k\":1}}", 0, "expected a text")]
    [InlineData("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "given twice")]
    [InlineData("{\"__metadata__\":[]}", 0, "one map of texts")]
    [InlineData("[]", 0, "does not begin with '{'")]
    [InlineData("{\"a\":", 0, "header is damaged")]
    [InlineData("{} {}", 0, "header is damaged")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[[[[[[[[[[1]]]]]]]]]],\"data_offsets\":[0,1]}}", 1, "not a valid safetensors file")]
    public void What_the_format_forbids_is_refused(string header, int dataLength, string message) =>
        Refused([.. Packed(header), .. new byte[dataLength]], message);

    [Theory]
    [InlineData(0, "it has 0 bytes")]
    [InlineData(7, "it has 7 bytes")]
    public void Too_short(int length, string message) => Refused(new byte[length], message);

    [Theory]
    [InlineData(100_000_001, "at most 100000000 are allowed")]
    [InlineData(-1, "at most 100000000 are allowed")]
    [InlineData(3, "it is truncated")]
    public void Header_length(long length, string message)
    {
        byte[] content = Packed("{}");
        BinaryPrimitives.WriteInt64LittleEndian(content, length);
        Refused(content, message);
    }

    [Fact]
    public void Invalid_utf8_is_refused() =>
        Refused([12, 0, 0, 0, 0, 0, 0, 0, .. "{\""u8, 0xff, 0xfe, .. "\":null}"u8, (byte)' '], "header is damaged");

    [Fact]
    public void Access_by_wrong_name_or_type_is_refused()
    {
        var writer = new SafetensorsWriter();
        writer.Add("weights", [1], [1.0]);
        writer.Add("bytes", [1], new byte[] { 2 });
        var to = new MemoryStream();
        writer.Write(to);
        SafetensorsFile file = SafetensorsFile.Parse(to.ToArray(), "m");
        Assert.Contains("the nearest name is 'weights'", Message(() => file.Doubles("weight")), StringComparison.Ordinal);
        Assert.Contains("has type F64; expected BOOL", Message(() => file.Booleans("weights")), StringComparison.Ordinal);
        Assert.Contains("has type U8; expected F64 or F32", Message(() => file.Doubles("bytes")), StringComparison.Ordinal);
        Assert.Contains("has type F64; expected I64", Message(() => file.Integers("weights")), StringComparison.Ordinal);
        SafetensorsFile odd = SafetensorsFile.Parse(
            [.. Packed("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}"), 2], "m");
        Assert.Contains("holds the byte 2", Message(() => odd.Booleans("a")), StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_refuses_a_shape_that_does_not_fit_and_a_name_twice()
    {
        var writer = new SafetensorsWriter();
        Assert.Throws<ArgumentException>(() => writer.Add("a", [2], [1.0]));
        writer.Add("a", [1], [1.0]);
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [1.0f]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], [1.0f]));
    }

    [Fact]
    public void Missing_file_and_place() =>
        Assert.All(
            [
                Message(() => SafetensorsFile.Read("/nowhere/m.safetensors")),
                Message(() => new SafetensorsWriter().Write("/nowhere/m.safetensors")),
            ],
            m => Assert.StartsWith("/nowhere/m.safetensors", m, StringComparison.Ordinal));

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);

    private static byte[] Packed(string header, int align = 1)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        json = [.. json, .. Enumerable.Repeat((byte)' ', (align - json.Length % align) % align)];
        return [.. BitConverter.GetBytes((long)json.Length), .. json];
    }

    private static void Refused(byte[] content, string message) =>
        Assert.Contains(message, Message(() => SafetensorsFile.Parse(content, "x")), StringComparison.Ordinal);

    private static string Message(Action action) => Assert.Throws<IlmlffException>(action).Message;
}
