using System.Text.Json.Nodes;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// A back end timed beside the reference evaluator on one box, in turns, so that both meet the same disturbances of the machine. The
/// smallest time is what the code can do, the median what one sees.
/// </summary>
internal sealed record Comparison
{
    /// <summary>Box.</summary>
    public required TestBox Box { get; init; }

    /// <summary>Mean number of neighbours.</summary>
    public required double Neighbours { get; init; }

    /// <summary>Back end measured.</summary>
    public required string Backend { get; init; }

    /// <summary>Seconds per step: smallest and median.</summary>
    public required (double Least, double Median) Step { get; init; }

    /// <summary>Seconds of a step that builds the neighbour list, smallest.</summary>
    public required double StepWithList { get; init; }

    /// <summary>Seconds per step of the reference evaluator on one thread: smallest and median.</summary>
    public required (double Least, double Median) Reference { get; init; }

    /// <summary>Bytes allocated per step.</summary>
    public required long AllocatedPerStep { get; init; }

    /// <summary>Largest difference of a force component to the reference, eV/Å.</summary>
    public required double ForceDifference { get; init; }

    /// <summary>Timed steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Estimated operations per step; null for architectures without an estimate.</summary>
    public required double? Operations { get; init; }

    /// <summary>How many times faster than the reference (smallest times).</summary>
    public double Speedup => Reference.Least / Step.Least;

    /// <summary>µs per atom and step.</summary>
    public double MicrosecondsPerAtom(double seconds) => 1e6 * seconds / Math.Max(Box.Atoms, 1);

    /// <summary>ns of simulated time per day at a time step in fs (median step; neighbour list, integration and output left out).</summary>
    public double NanosecondsPerDay(double timestep) => 86400 / Step.Median * timestep * 1e-6;

    /// <summary>Measures one box.</summary>
    /// <param name="potential">Model.</param>
    /// <param name="options">Back end, precision, threads, head.</param>
    /// <param name="box">Atoms.</param>
    /// <param name="seconds">About how long.</param>
    /// <param name="operations">Operations per atom as a function of the number of neighbours, or null.</param>
    /// <param name="interrupted">Stops the measurement.</param>
    public static Comparison Measure(
        IPotential potential, EvaluatorOptions options, TestBox box, double seconds, Func<double, double>? operations, CancellationToken interrupted)
    {
        using var fast = new TimedEvaluator(potential, options, box);
        using var reference = new TimedEvaluator(
            potential, options with { Backend = "reference", Precision = Precision.Double, Threads = 1 }, box);
        fast.WarmUp();
        reference.ComputeFirst();
        fast.ComputeFirst();
        double difference = fast.Forces.Zip(reference.Forces, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();

        long start = TimeProvider.System.GetTimestamp();
        do
        {
            // As long for the one as for the other: one step of the reference, then several of the fast evaluator.
            double budget = Math.Min(reference.Step(), seconds / 4);
            for (double spent = 0; spent < budget;)
            {
                interrupted.ThrowIfCancellationRequested();
                spent += fast.Step();
            }

            interrupted.ThrowIfCancellationRequested();
            fast.StepWithNewList();
        }
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds);

        double neighbours = box.NeighboursPerAtom(potential.Info.Cutoff);
        return new Comparison
        {
            Box = box,
            Neighbours = neighbours,
            Backend = fast.Backend,
            Step = (fast.Times.Min(), Median(fast.Times)),
            StepWithList = fast.TimesWithList.Min(),
            Reference = (reference.Times.Min(), Median(reference.Times)),
            AllocatedPerStep = fast.AllocatedPerStep,
            ForceDifference = difference,
            Steps = fast.Times.Count,
            Operations = operations is null ? null : operations(neighbours) * box.Atoms,
        };
    }

    /// <summary>For <c>--json</c>; times in µs per atom and step.</summary>
    public JsonObject ToJson(double timestep, double peakGigaFlops, int threads) => new()
    {
        ["box"] = Box.Name,
        ["atoms"] = Box.Atoms,
        ["neighbours_per_atom"] = Neighbours,
        ["backend"] = Backend,
        ["us_per_atom_step"] = MicrosecondsPerAtom(Step.Least),
        ["us_per_atom_step_median"] = MicrosecondsPerAtom(Step.Median),
        ["us_per_atom_step_with_list"] = MicrosecondsPerAtom(StepWithList),
        ["reference_us_per_atom_step"] = MicrosecondsPerAtom(Reference.Least),
        ["reference_us_per_atom_step_median"] = MicrosecondsPerAtom(Reference.Median),
        ["speedup"] = Speedup,
        ["steps"] = Steps,
        ["bytes_allocated_per_step"] = AllocatedPerStep,
        ["max_force_difference"] = JsonOutput.Number(ForceDifference),
        ["ns_per_day"] = NanosecondsPerDay(timestep),
        ["operations_per_atom_estimate"] = Operations / Math.Max(Box.Atoms, 1),
        ["fraction_of_peak_estimate"] = FractionOfPeak(peakGigaFlops, threads),
    };

    /// <summary>Estimated operations per second over what the cores used could do.</summary>
    public double? FractionOfPeak(double peakGigaFlops, int threads) => Operations / Step.Least * 1e-9 / (peakGigaFlops * threads);

    private static double Median(List<double> times)
    {
        double[] sorted = [.. times.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
