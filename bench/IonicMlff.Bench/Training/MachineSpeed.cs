using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Bench.Training;

/// <summary>What one core of this machine does: multiply-adds on registers, libtorch's matrix product, and the traffic of a large sum.</summary>
/// <param name="Processor">Name.</param>
/// <param name="GigaFlops">float32, multiply-adds counted twice.</param>
/// <param name="GigaFlopsOfSgemm">A product of 1024 × 1024 matrices.</param>
/// <param name="GigaBytesPerSecond">a + b of 64 MiB each: read, read, written.</param>
internal sealed record MachineSpeed(string Processor, double GigaFlops, double GigaFlopsOfSgemm, double GigaBytesPerSecond)
{
    public static MachineSpeed Measure()
    {
        const int N = 1024, Large = 1 << 24;
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(N, N), b = ones(N, N), product = ones(N, N);
        Tensor x = ones(Large), y = ones(Large);
        double gemm = Best(10, () => product.copy_(a.mm(b)));
        double sum = Best(10, () => y.add_(x, alpha: 1e-9));
        return new(ProcessorName(), 32 * FlopAccount.Peak(), 2.0 * N * N * N / gemm * 1e-9, 3.0 * 4 * Large / sum * 1e-9);
    }

    public JsonObject ToJson() => new()
    {
        ["processor"] = Processor,
        ["cores"] = Environment.ProcessorCount,
        ["gflops_fma_float32_one_core"] = Math.Round(GigaFlops, 1),
        ["gflops_sgemm_1024"] = Math.Round(GigaFlopsOfSgemm, 1),
        ["gbytes_per_s_add_64MiB"] = Math.Round(GigaBytesPerSecond, 2),
    };

    // CPU time: other work on the machine does not count.
    private static double Best(int repetitions, Action action)
    {
        double best = double.PositiveInfinity;
        for (int k = 0; k < repetitions; k++)
        {
            double before = CpuTime.Now;
            action();
            best = Math.Min(best, CpuTime.Now - before);
        }

        return best;
    }

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";
}
