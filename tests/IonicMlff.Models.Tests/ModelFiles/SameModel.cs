using System.Reflection;
using Xunit;

namespace IonicMlff.Models.Tests.ModelFiles;

/// <summary>Compares two object trees field by field, numbers bit for bit.</summary>
internal static class SameModel
{
    public static void Assert(object? expected, object? actual, string path = "model")
    {
        if (expected is null || actual is null)
        {
            Xunit.Assert.True(expected is null && actual is null, $"{path}: only one of them is null");
            return;
        }

        Xunit.Assert.True(expected.GetType() == actual.GetType(), path);
        switch (expected)
        {
            case double d:
                Xunit.Assert.True(BitConverter.DoubleToInt64Bits(d) == BitConverter.DoubleToInt64Bits((double)actual),
                    $"{path}: {d:r} and {actual:r}");
                break;
            case string or bool or int or Enum:
                Xunit.Assert.True(expected.Equals(actual), $"{path}: {expected} and {actual}");
                break;
            case double[] array:
                Xunit.Assert.True(array.AsSpan().SequenceEqual((double[])actual), path);
                break;
            case Array array:
                Xunit.Assert.True(array.Length == ((Array)actual).Length
                    && array.Rank == ((Array)actual).Rank, $"{path}: lengths");
                foreach ((object? a, object? b) in array.Cast<object?>().Zip(((Array)actual).Cast<object?>()))
                {
                    Assert(a, b, path + "[]");
                }

                break;
            case Models.Equivariance.Irreps irreps:
                Xunit.Assert.Equal(irreps.ToString(), actual.ToString());
                break;
            default:
                PropertyInfo[] properties = expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
                Xunit.Assert.NotEmpty(properties);
                foreach (PropertyInfo p in properties)
                {
                    Assert(p.GetValue(expected), p.GetValue(actual), $"{path}.{p.Name}");
                }

                break;
        }
    }
}
