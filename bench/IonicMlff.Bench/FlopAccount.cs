using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Simd;
using IonicMlff.Models.Mace.Simd.Convolution;

namespace IonicMlff.Bench;

/// <summary>
/// <c>account [THREADS] [STEPS]</c>: time per atom and step of the evaluators in one run (shortest of many steps), the multiply-adds that
/// the formulas of the edges ask for, and what fraction of this machine's multiply-add peak that is.
/// </summary>
internal static class FlopAccount
{
    public static void Print(string[] args)
    {
        int threads = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        int steps = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100;
        var system = new BenchSystem();
        double neighbors = EdgesPerAtom(system), perEdge = MultiplyAddsPerEdge(system.Potential.Model);
        double peak = Peak();
        Write($"{system.Count} atoms, {neighbors:F1} neighbours per atom, {threads} thread(s), {perEdge:F0} multiply-adds per edge and channel");
        double reference = Time(system, "reference", Precision.Double, 1, 2);
        Write($"reference            {reference,9:F1} µs/atom/step");
        foreach (Precision precision in new[] { Precision.Double, Precision.Mixed })
        {
            double time = Time(system, "simd", precision, threads, steps);
            int lanes = precision == Precision.Double ? Vector512<double>.Count : Vector512<float>.Count;
            double registers = perEdge * neighbors * 16 / lanes; // multiply-adds on registers, per atom
            double share = registers / (time * 1e3 * peak * threads);
            double rate = 2 * registers * lanes / time / 1e3, ceiling = peak * 2 * lanes; // GFLOP/s
            Write($"simd {precision,-15} {time,9:F1} µs/atom/step, {reference / time:F0} × reference, {rate:F1} GFLOP/s, {share:P0} of {ceiling:F0} per thread");
        }
    }

    private static double Time(BenchSystem system, string backend, Precision precision, int threads, int steps)
    {
        using IEvaluator evaluator = system.Create(backend, precision, threads);
        system.Step(evaluator);
        double best = double.MaxValue;
        for (int k = 0; k < steps; k++)
        {
            long start = Stopwatch.GetTimestamp();
            system.Step(evaluator);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return best / system.Count;
    }

    private static double EdgesPerAtom(BenchSystem system)
    {
        var list = new NeighborList(system.Potential.Info.Cutoff, 0);
        list.Update(system.Atoms);
        return (double)list.Neighbor.Length / system.Count;
    }

    // Radial functions 6 per path (12 where slopes are wanted), moments 1 + (2l2+1) per row, their reverse 2(2l2+1) + 4 per row and
    // 3 per harmonic. The last layer evaluates its radial functions once for both directions, the others twice.
    private static double MultiplyAddsPerEdge(MaceModel model)
    {
        double sum = 0;
        for (int t = 0; t < model.Layers.Length; t++)
        {
            var plan = new ConvolutionPlan(model.Layers[t].Interaction);
            int paths = plan.MomentPaths.Length, rows = plan.Rows.Length;
            sum += t == model.Layers.Length - 1 ? 12 * paths : 18 * paths;
            sum += rows + plan.MomentCount;
            sum += 2 * plan.MomentCount + 4 * rows + 3 * (model.MaxEll + 1) * (model.MaxEll + 1);
        }

        return sum;
    }

    // Multiply-adds on 512-bit registers per nanosecond.
    internal static double Peak()
    {
        const int Turns = 100_000;
        double best = 0, sum = 0;
        for (int repeat = 0; repeat < 100; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            sum += Chains(Turns, 1e-6f);
            best = Math.Max(best, Turns * 10 / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return double.IsNaN(sum) ? throw new InvalidOperationException("A sum of small numbers is a number.") : best;
    }

    // Ten independent chains of multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Chains(int turns, float start)
    {
        var x = Vector512.Create(start);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
        for (int k = 0; k < turns; k++)
        {
            a = Vector512.FusedMultiplyAdd(x, x, a);
            b = Vector512.FusedMultiplyAdd(x, x, b);
            c = Vector512.FusedMultiplyAdd(x, x, c);
            d = Vector512.FusedMultiplyAdd(x, x, d);
            e = Vector512.FusedMultiplyAdd(x, x, e);
            f = Vector512.FusedMultiplyAdd(x, x, f);
            g = Vector512.FusedMultiplyAdd(x, x, g);
            h = Vector512.FusedMultiplyAdd(x, x, h);
            i = Vector512.FusedMultiplyAdd(x, x, i);
            j = Vector512.FusedMultiplyAdd(x, x, j);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
