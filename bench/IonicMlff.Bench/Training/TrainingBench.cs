using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IonicMlff.Training.Configuration.Plan;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace IonicMlff.Bench.Training;

/// <summary>
/// <c>training [--steps N] [--threads N] [--case TEXT] [--generic] [--out FILE]</c>: CPU and wall seconds of one training step of the models of the
/// examples, where they go, and what this machine can do; with <c>--generic</c> by libtorch's own operators only.
/// </summary>
internal static class TrainingBench
{
    private const int Warm = 3;

    private static readonly (string Name, string Config, TrainingPrecision Precision, int Frames)[] Cases =
    [
        ("mace float32 batch 1", "mace-pyr14bf4.yaml", TrainingPrecision.Float32, 1),
        ("mace float32 batch 4", "mace-pyr14bf4.yaml", TrainingPrecision.Float32, 4),
        ("mace float64 batch 1", "mace-pyr14bf4.yaml", TrainingPrecision.Float64, 1),
        ("mace float64 batch 4", "mace-pyr14bf4.yaml", TrainingPrecision.Float64, 4),
        ("dpmd float32 batch 1", "dpmd-pyr14bf4.yaml", TrainingPrecision.Float32, 1),
        ("dpmd float64 batch 1", "dpmd-pyr14bf4.yaml", TrainingPrecision.Float64, 1),
    ];

    public static void Run(string[] args)
    {
        string Word(string name, string standard) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : standard;
        int steps = int.Parse(Word("--steps", "20"), CultureInfo.InvariantCulture);
        int threads = int.Parse(Word("--threads", "1"), CultureInfo.InvariantCulture);
        set_num_threads(threads);
        var results = new JsonArray();
        MachineSpeed speed = MachineSpeed.Measure();
        Write($"{speed.Processor}; one core: {speed.GigaFlops:0} GFLOP/s (float32 multiply-adds), sgemm {speed.GigaFlopsOfSgemm:0}, memory {speed.GigaBytesPerSecond:0.0} GB/s");
        foreach (var c in Cases.Where(c => c.Name.Contains(Word("--case", ""), StringComparison.Ordinal)))
            results.Add(Measure(c.Name, c.Config, c.Precision, c.Frames, steps, args.Contains("--generic")));
        var document = new JsonObject
        {
            ["command"] = "dotnet run -c Release --project bench/IonicMlff.Bench -- training " + string.Join(' ', args),
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["machine"] = speed.ToJson(),
            ["threads"] = threads,
            ["protocol"] = $"{Warm} untimed steps, then {steps}; a step is loss, gradient, clipping, Adam and moving average of a batch that is in memory",
            ["results"] = results,
        };
        if (Word("--out", "") is { Length: > 0 } file)
            File.WriteAllText(file, document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private static JsonObject Measure(string name, string config, TrainingPrecision precision, int frames, int steps, bool generic)
    {
        using var c = new TrainingCase(config, precision, frames, generic);
        (double loss, double norm) = StepParts.FirstLoss(c);
        for (int k = 0; k < Warm; k++)
            StepParts.Whole(c);
        double[] cpu = new double[steps], wall = new double[steps];
        for (int k = 0; k < steps; k++)
        {
            (double before, long start) = (CpuTime.Now, Stopwatch.GetTimestamp());
            StepParts.Whole(c);
            (cpu[k], wall[k]) = (CpuTime.Now - before, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        (string Name, double Seconds)[][] apart = [.. Enumerable.Range(0, Math.Max(3, steps / 2)).Select(_ => StepParts.Apart(c))];
        int best = Enumerable.Range(0, apart.Length).MinBy(k => apart[k].Sum(p => p.Seconds));
        IReadOnlyList<OperatorTimes.Entry>[] observed = [.. Enumerable.Range(0, 3).Select(_ => OperatorTimes.Of(() => StepParts.Whole(c)))];
        int fastest = Enumerable.Range(0, observed.Length).MinBy(k => observed[k].Sum(e => e.Seconds));
        int atoms = c.Batch.Frames.AtomCount, edges = c.Batch.Frames.EdgeCount;
        Write($"\n{name}: {atoms} atoms, {edges} edges; {1e3 * cpu.Min():0.0} ms of CPU per step ({1e3 * Median(cpu):0.0} median), {1e3 * wall.Min():0.0} ms of wall; loss {loss:R}, gradient {norm:R}");
        foreach ((string part, double seconds) in apart[best])
            Write($"  {1e3 * seconds,8:0.00} ms  {part}");
        foreach (OperatorTimes.Entry e in observed[fastest].Take(14))
            Write($"  {1e3 * e.Seconds,8:0.00} ms  {e.Calls,5} x {e.Operator}");
        return new JsonObject
        {
            ["case"] = name,
            ["config"] = "examples/training/" + config,
            ["frames"] = frames,
            ["atoms"] = atoms,
            ["edges"] = edges,
            ["operators"] = generic ? "libtorch" : "own where there are any",
            ["first_loss"] = loss,
            ["first_gradient_norm"] = norm,
            ["cpu_s_min"] = Round(cpu.Min()),
            ["cpu_s_median"] = Round(Median(cpu)),
            ["wall_s_min"] = Round(wall.Min()),
            ["wall_s_median"] = Round(Median(wall)),
            ["parts_cpu_s"] = new JsonObject(apart[best].Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Round(p.Seconds)))),
            ["operators_cpu_s"] = new JsonArray([.. observed[fastest].Take(25).Select(e => (JsonNode)new JsonObject
            {
                ["operator"] = e.Operator,
                ["calls"] = e.Calls,
                ["seconds"] = Round(e.Seconds),
            })]),
        };
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static double Round(double seconds) => Math.Round(seconds, 6);

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
