using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Reference;

namespace IonicMlff.Training.Dpmd;

/// <summary>
/// Averages and deviations of the rows of the environment matrix over frames (<c>davg</c>, <c>dstd</c>), for each type of the centre.
/// Empty slots count as rows of zeros, as in DeePMD-kit, so that the numbers depend on sel.
/// </summary>
/// <param name="Average">a, [types]: of w/r, 1/Å. The averages of w·d/r² are taken as zero, which they are by symmetry.</param>
/// <param name="RadialDeviation">s, [types]: of w/r, 1/Å.</param>
/// <param name="AngularDeviation">q, [types]: of the three w·d/r² together, 1/Å.</param>
/// <param name="Notes">What the user should know: sentences.</param>
public sealed record EnvironmentStatistics(double[] Average, double[] RadialDeviation, double[] AngularDeviation, IReadOnlyList<string> Notes)
{
    private const double DeviationOfAbsentType = 0.1;

    /// <summary>Statistics of frames.</summary>
    /// <exception cref="IlmlffException">The architecture is not possible, a frame has an unknown element, or there is no frame.</exception>
    public static EnvironmentStatistics Of(IEnumerable<Frame> frames, DpmdArchitecture architecture)
    {
        EnvironmentMatrix raw = architecture.RawEnvironment();
        var typed = new TypedFrames(architecture.TypeMap);
        var sums = new Sums[architecture.TypeMap.Count];
        int count = 0;
        foreach (Frame frame in frames)
        {
            Add(frame, typed.TypesOf(frame), raw, sums);
            count++;
        }

        return count > 0 ? From(sums, architecture)
            : throw IlmlffException.BadData("The averages of the environment can't be taken: there are no frames.");
    }

    /// <summary>The environment matrix of a model with these numbers in every slot.</summary>
    public EnvironmentMatrix Apply(DpmdArchitecture architecture)
    {
        EnvironmentMatrix raw = architecture.RawEnvironment();
        int slots = architecture.SlotCount;
        for (int row = 0; row < Average.Length * slots; row++)
        {
            int t = row / slots;
            raw.Average[4 * row] = architecture.SetAverageZero ? 0 : Average[t];
            raw.Deviation[4 * row] = RadialDeviation[t];
            raw.Deviation.AsSpan(4 * row + 1, 3).Fill(AngularDeviation[t]);
        }

        return raw;
    }

    private static void Add(Frame frame, int[] types, EnvironmentMatrix raw, Sums[] sums)
    {
        AtomsView atoms = TypedFrames.View(frame, types);
        NeighborList list = TypedFrames.List(raw.Cutoff);
        var environment = new EnvironmentStage(raw, list);
        environment.Update(atoms);
        Span<double> row = stackalloc double[4];
        int slots = raw.Sel.Sum();
        for (int i = 0; i < frame.Count; i++)
        {
            ref Sums sum = ref sums[types[i]];
            sum.Count += slots;
            environment.Gather(atoms, i);
            foreach (Slot slot in environment.Slots)
            {
                if (slot.Neighbor < 0)
                    continue;

                environment.ComputeRow(types[i], slot, row);
                sum.Radial += row[0];
                sum.RadialSquare += row[0] * row[0];
                sum.Angular += row[1] + row[2] + row[3];
                sum.AngularSquare += row[1] * row[1] + row[2] * row[2] + row[3] * row[3];
            }
        }
    }

    private static EnvironmentStatistics From(Sums[] sums, DpmdArchitecture architecture)
    {
        int types = sums.Length;
        double[] average = new double[types], radial = new double[types], angular = new double[types];
        var absent = new List<string>();
        for (int t = 0; t < types; t++)
        {
            Sums sum = sums[t];
            double n = sum.Count;
            if (n == 0)
            {
                (radial[t], angular[t]) = (DeviationOfAbsentType, DeviationOfAbsentType);
                absent.Add(architecture.TypeMap[t]);
                continue;
            }

            average[t] = sum.Radial / n;
            double m = sum.Angular / (3 * n);
            radial[t] = Deviation(sum.RadialSquare / n - average[t] * average[t], architecture);
            angular[t] = Deviation(sum.AngularSquare / (3 * n) - m * m, architecture);
        }

        return new(average, radial, angular, absent.Count == 0 ? [] :
            [$"No sampled frame has an atom of {string.Join(", ", absent)}; its environment gets average 0 and deviation {FormattableString.Invariant($"{DeviationOfAbsentType}")}."]);
    }

    private static double Deviation(double variance, DpmdArchitecture architecture) =>
        Math.Max(Math.Sqrt(Math.Max(variance, 0)), architecture.SmallestDeviation);

    private record struct Sums(long Count, double Radial, double RadialSquare, double Angular, double AngularSquare);
}
