using System.Runtime.ExceptionServices;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Neighbors;

namespace IonicMlff.Training.Dpmd;

/// <summary>What the training frames need: the largest number of neighbours of each type, and the smallest distance.</summary>
/// <param name="Largest">Most neighbours of each type that an atom has within the cutoff.</param>
/// <param name="SmallestDistance">Smallest distance of two atoms, Å; infinity when no atom has a neighbour.</param>
public sealed record NeighborStatistics(int[] Largest, double SmallestDistance)
{
    /// <summary>Factor of <c>sel: auto</c>.</summary>
    public const double DefaultFactor = 1.1;

    /// <summary>Counts neighbours in frames.</summary>
    /// <param name="frames">Frames.</param>
    /// <param name="typeMap">Element symbols in model order.</param>
    /// <param name="cutoff">rcut, Å.</param>
    /// <exception cref="IlmlffException">A frame has an element that is not in the type map.</exception>
    public static NeighborStatistics Of(IEnumerable<Frame> frames, IReadOnlyList<string> typeMap, double cutoff)
    {
        var typed = new TypedFrames(typeMap);
        var largest = new int[typeMap.Count];
        double smallest = double.PositiveInfinity;
        object gate = new();
        try
        {
            Parallel.ForEach(frames, frame =>
            {
                (int[] counts, double distance) = OfFrame(frame, typed.TypesOf(frame), typeMap.Count, cutoff);
                lock (gate)
                {
                    smallest = Math.Min(smallest, distance);
                    for (int t = 0; t < counts.Length; t++)
                        largest[t] = Math.Max(largest[t], counts[t]);
                }
            });
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<IlmlffException>().FirstOrDefault() is { } bad)
        {
            ExceptionDispatchInfo.Throw(bad);
        }

        return new(largest, smallest);
    }

    /// <summary>
    /// Slots per type as <c>sel: "auto:factor"</c> gives them: the largest number times the factor, rounded up to a multiple of 4.
    /// </summary>
    public int[] Sel(double factor = DefaultFactor) => [.. Largest.Select(n => 4 * (((int)(n * factor) + 3) / 4))];

    /// <summary>
    /// What to tell the user about given slots: a sentence for every type of which an atom has more neighbours than slots.
    /// </summary>
    public IReadOnlyList<string> Warnings(IReadOnlyList<int> sel, IReadOnlyList<string> typeMap) =>
    [
        .. Enumerable.Range(0, Largest.Length).Where(t => Largest[t] > sel[t]).Select(t =>
            $"sel of {typeMap[t]} is {sel[t]}, but an atom of the training data has {Largest[t]} such neighbours; the farthest are left out, which makes "
            + $"energies jump when they change places. Set it to {Sel()[t]} or more, or to auto."),
    ];

    private static (int[] Counts, double Smallest) OfFrame(Frame frame, int[] types, int typeCount, double cutoff)
    {
        NeighborList list = TypedFrames.List(cutoff);
        list.Update(TypedFrames.View(frame, types));
        ReadOnlySpan<double> x = frame.Positions, shifts = list.ImageShifts;
        int[] largest = new int[typeCount], counts = new int[typeCount];
        double smallest = double.PositiveInfinity;
        for (int i = 0; i < frame.Count; i++)
        {
            Array.Clear(counts);
            for (int e = list.RowStart[i]; e < list.RowStart[i + 1]; e++)
            {
                int j = list.Neighbor[e], t = 3 * list.Image[e];
                double dx = x[3 * j] + shifts[t] - x[3 * i], dy = x[3 * j + 1] + shifts[t + 1] - x[3 * i + 1], dz = x[3 * j + 2] + shifts[t + 2] - x[3 * i + 2];
                double r = Math.Sqrt(dx * dx + dy * dy + dz * dz);
                if (r >= cutoff)
                    continue;
                smallest = Math.Min(smallest, r);
                counts[types[j]]++;
            }

            for (int t = 0; t < typeCount; t++)
                largest[t] = Math.Max(largest[t], counts[t]);
        }

        return (largest, smallest);
    }
}
