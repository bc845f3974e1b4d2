using System.Diagnostics;
using IonicMlff.Core.Committees;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// An evaluator with its arrays and the times of its steps. The atoms jump between a few positions 0.05 Å apart, as between MD steps:
/// the neighbour list is kept, nothing else is.
/// </summary>
internal sealed class TimedEvaluator : IDisposable
{
    private const int Variants = 4;
    private const double StepLength = 0.05;

    private readonly IEvaluator evaluator;
    private readonly TestBox box;
    private readonly double[][] positions;
    private readonly double[] far;
    private readonly bool isThreaded;
    private readonly double[] virial = new double[9];
    private readonly double[] energies, virials, forcesOfMembers;
    private int calls;

    /// <summary>Creates the evaluator and its arrays; nothing is computed yet.</summary>
    public TimedEvaluator(IPotential potential, EvaluatorOptions options, TestBox box)
        : this(potential.CreateEvaluator(options), options.Threads, box)
    {
    }

    /// <summary>Takes an evaluator, which is disposed with this; of a committee all members are evaluated.</summary>
    public TimedEvaluator(IEvaluator evaluator, int threads, TestBox box)
    {
        this.evaluator = evaluator;
        isThreaded = threads > 1;
        this.box = box;
        int members = evaluator is CommitteeEvaluator committee ? committee.MemberCount : 0;
        (energies, virials, forcesOfMembers) = (new double[members], new double[9 * members], new double[members * box.Positions.Length]);
        var random = new Random(20260102);
        positions = [.. Enumerable.Range(0, Variants).Select(_ => Array.ConvertAll(box.Positions, x => x + StepLength * (2 * random.NextDouble() - 1)))];
        far = Array.ConvertAll(box.Positions, x => x + 1);
        Forces = new double[box.Positions.Length];
    }

    /// <summary>Back end that computes.</summary>
    public string Backend => evaluator.Backend;

    /// <summary>Seconds of each timed step.</summary>
    public List<double> Times { get; } = [];

    /// <summary>Seconds of each timed step that renewed the neighbour list.</summary>
    public List<double> TimesWithList { get; } = [];

    /// <summary>Largest number of bytes one timed step allocated, all threads.</summary>
    public long AllocatedPerStep { get; private set; }

    /// <summary>Forces of the last step.</summary>
    public double[] Forces { get; }

    /// <summary>Energy of the last step.</summary>
    public double Energy { get; private set; }

    /// <summary>Steps without timing, so that code is compiled and buffers have their size: half a second, at least one.</summary>
    public void WarmUp()
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            Compute(positions[calls++ % Variants]);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 0.5);
    }

    /// <summary>One timed step.</summary>
    public double Step()
    {
        double[] x = positions[calls++ % Variants];
        long before = Allocated();
        long start = Stopwatch.GetTimestamp();
        Compute(x);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        AllocatedPerStep = Math.Max(AllocatedPerStep, Allocated() - before);
        Times.Add(seconds);
        return seconds;
    }

    /// <summary>One timed step after all atoms moved by more than the skin: the list is built anew.</summary>
    public void StepWithNewList()
    {
        long start = Stopwatch.GetTimestamp();
        Compute(far);
        TimesWithList.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        Compute(positions[0]);
    }

    /// <summary>Energy and forces at the first position set, for comparisons.</summary>
    public void ComputeFirst() => Compute(positions[0]);

    /// <inheritdoc/>
    public void Dispose() => evaluator.Dispose();

    private long Allocated() => isThreaded ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();

    private void Compute(double[] x)
    {
        Array.Clear(Forces);
        var atoms = new AtomsView { LocalCount = box.Atoms, Positions = x, Species = box.Species, Cell = box.Cell };
        var results = new ResultsView { Virial = virial, Forces = Forces };
        if (evaluator is CommitteeEvaluator committee)
        {
            committee.ComputeMembers(atoms, ref results, new MembersView { Energies = energies, Virials = virials, Forces = forcesOfMembers });
        }
        else
        {
            evaluator.Compute(atoms, ref results);
        }

        Energy = results.Energy;
    }
}
