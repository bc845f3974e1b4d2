using System.Globalization;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;
using IonicMlff.Core.Trajectories.Text;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>Numbers of text files: to the nearest double; frames by range.</summary>
public class NumberBytesTests
{
    [Fact]
    public void Decimals_are_read_to_the_nearest_double()
    {
        var random = new Random(2);
        for (int k = 0; k < 20_000; k++)
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12));
            string text = (k % 4) switch
            {
                0 => value.ToString("F" + random.Next(0, 12), CultureInfo.InvariantCulture),
                1 => value.ToString("R", CultureInfo.InvariantCulture),
                2 => value.ToString("e16", CultureInfo.InvariantCulture),
                _ => value.ToString("E3", CultureInfo.InvariantCulture),
            };
            Assert.True(NumberBytes.TryReal(Encoding.ASCII.GetBytes(text), out double read), text);
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(read));
        }
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("12a")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    public void What_is_no_number_is_refused(string text) => Assert.False(NumberBytes.TryReal(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("nan", double.NaN)]
    [InlineData("-nan", double.NaN)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("+1.5D+02", 150)]
    [InlineData("-0", -0.0)]
    public void Words_of_other_programs(string text, double expected)
    {
        Assert.True(NumberBytes.TryReal(Encoding.ASCII.GetBytes(text), out double read));
        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("::", "0,1,2,3,4,5,6,7,8,9")]
    [InlineData("2:7:2", "2,4,6")]
    [InlineData("7:", "7,8,9")]
    [InlineData(":3", "0,1,2")]
    [InlineData("::4", "0,4,8")]
    [InlineData("5", "5")]
    public void Ranges_of_frames(string text, string expected)
    {
        FrameRange range = FrameRange.Parse(text);
        Assert.Equal(expected, string.Join(',', Enumerable.Range(0, 10).Where(range.Contains)));
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("-5:")]
    [InlineData("5:5")]
    [InlineData("0:10:0")]
    [InlineData("1:2:3:4")]
    [InlineData("")]
    public void Ranges_that_are_none(string text) => Assert.Equal(ErrorKind.Usage, Assert.Throws<IlmlffException>(() => FrameRange.Parse(text)).Kind);
}
