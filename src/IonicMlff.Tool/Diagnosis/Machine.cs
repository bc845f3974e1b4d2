using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;

namespace IonicMlff.Tool.Diagnosis;

/// <summary>The machine as far as speed depends on it.</summary>
internal sealed record Machine(string Cpu, string Simd, int VectorBits, int Cores, double MemoryGiB, string System, string Runtime)
{
    /// <summary>This machine.</summary>
    public static Machine This { get; } = Look();

    /// <summary>One line for reports.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Cpu}, {Simd}, {Cores} cores, {MemoryGiB:0.#} GiB, {System}, {Runtime}");

    /// <summary>For <c>--json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["cpu"] = Cpu,
        ["simd"] = Simd,
        ["vector_bits"] = VectorBits,
        ["cores"] = Cores,
        ["memory_gib"] = Math.Round(MemoryGiB, 2),
        ["system"] = System,
        ["runtime"] = Runtime,
    };

    private static Machine Look()
    {
        (string simd, int bits) =
            Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? ("AVX-512", 512)
            : Avx2.IsSupported && Fma.IsSupported ? ("AVX2 with FMA", 256)
            : Vector128.IsHardwareAccelerated ? ("128-bit vectors", 128)
            : ("no vector instructions", 64);
        return new Machine(
            CpuName(), simd, bits, Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30),
            RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
    }

    private static string CpuName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
