using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests;

public sealed class TestDataTests
{
    [Fact]
    public void Test_data_is_found_and_unpacked() =>
        Assert.Equal((byte)'P', File.ReadAllBytes(TestData.Unpacked("mace", "models", "var_i1_abs.model.gz"))[0]);
}
