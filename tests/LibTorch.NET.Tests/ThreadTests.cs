#if !TORCHSHARP
using TorchSharp.Native;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>The number of threads.</summary>
public sealed class ThreadTests
{
    [TorchFact]
    public void ThoseOfOpenBlasFollow()
    {
        int before = get_num_threads();
        try
        {
            foreach (int count in new[] { 1, 2 })
            {
                set_num_threads(count);
                Assert.Equal(count, get_num_threads());
                if (LibTorch.BlasThreads != 0 && Environment.GetEnvironmentVariable("OPENBLAS_NUM_THREADS") is null)
                    Assert.Equal(count, LibTorch.BlasThreads);
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
#endif
