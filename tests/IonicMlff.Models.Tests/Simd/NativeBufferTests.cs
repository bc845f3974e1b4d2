using IonicMlff.Models.Simd.Memory;
using Xunit;

namespace IonicMlff.Models.Tests.Simd;

public class NativeBufferTests
{
    [Fact]
    public unsafe void A_buffer_grows_and_does_not_shrink()
    {
        using var buffer = new NativeBuffer<double>();
        Assert.True(buffer.Pointer == null);
        double* small = buffer.Ensure(10);
        Assert.Equal(0, (long)small % 64);
        Assert.True(buffer.Ensure(5) == small);
        buffer.Ensure(1000);
        Assert.InRange(buffer.Capacity, 1000, 2000);
    }
}
