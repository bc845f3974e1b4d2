using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Native;

/// <summary>
/// OpenBLAS takes its slowest kernels (SSE3) on processors newer than itself, e.g. Debian 12's 0.3.21 on a Xeon of 2023: matrix products then
/// take five times as long. Unless OPENBLAS_CORETYPE is set, it is told what the processor can do, before it is loaded.
/// </summary>
internal static partial class BlasKernels
{
    private const string Variable = "OPENBLAS_CORETYPE";

    public static void Choose()
    {
        string? core = Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.VL.IsSupported ? "SkylakeX"
            : Avx2.IsSupported && Fma.IsSupported ? "Haswell" : null;
        if (core is not null && OperatingSystem.IsLinux())
            _ = SetEnvironment(Variable, core, overwrite: 0); // the C library's environment, which .NET's own does not change
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
