using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Mace;

/// <summary>What a MACE model takes from its training frames besides E0, as upstream computes it.</summary>
public static class MaceStatistics
{
    /// <summary>
    /// Mean number of neighbours nearer than the cutoff, over the atoms that have any. (Upstream averages over one pass of its
    /// training batches, so that frames which do not fill a batch are left out; here all frames count.)
    /// </summary>
    /// <exception cref="IlmlffException">No atom has a neighbour.</exception>
    public static double AvgNumNeighbors(IEnumerable<Frame> frames, double cutoff)
    {
        long edges = 0, atoms = 0;
        Parallel.ForEach(frames, frame =>
        {
            (long e, long a) = Count(frame, cutoff);
            Interlocked.Add(ref edges, e);
            Interlocked.Add(ref atoms, a);
        });
        return atoms > 0 ? (double)edges / atoms
            : throw IlmlffException.BadData(FormattableString.Invariant($"No atom of the training frames has a neighbour within the cutoff of {cutoff} Å. Are the positions in Å? Give a larger cutoff otherwise."));
    }

    /// <summary>Scale and shift of one head, eV and eV per atom.</summary>
    /// <param name="frames">Frames of the head.</param>
    /// <param name="atomicEnergies">E0 by atomic number, eV.</param>
    /// <param name="rule">Rule.</param>
    /// <exception cref="IlmlffException">Labels are missing, or the scale is zero.</exception>
    public static (double Scale, double Shift) ScaleAndShift(IEnumerable<LabelledFrame> frames, IReadOnlyDictionary<int, double> atomicEnergies, ScalingRule rule)
    {
        double forceSquares = 0;
        long components = 0;
        var perAtom = new List<double>();
        foreach (LabelledFrame f in frames)
        {
            if (f.Energy is { } energy)
                perAtom.Add((energy - f.Frame.AtomicNumbers.Sum(z => EnergyOf(atomicEnergies, z, f))) / f.Count);
            foreach (double x in f.Forces ?? [])
                (forceSquares, components) = (forceSquares + x * x, components + 1);
        }

        if (perAtom.Count == 0)
            throw IlmlffException.BadData("No training frame has an energy, so the shift of the model can't be found. Give energies, or train with scale_shift: false.");
        double shift = perAtom.Average();
        double scale = rule switch
        {
            ScalingRule.RmsForces => components > 0 ? Math.Sqrt(forceSquares / components)
                : throw IlmlffException.BadData("No training frame has forces, so scaling: rms_forces has nothing to scale with. Give forces, or choose scaling: std."),
            ScalingRule.Std => Math.Sqrt(perAtom.Sum(e => (e - shift) * (e - shift)) / (perAtom.Count - 1)),
            _ => 1,
        };
        return scale > 0 && double.IsFinite(scale) ? (scale, shift)
            : throw IlmlffException.BadData($"scaling: {(rule == ScalingRule.Std ? "std finds one training energy, or equal ones" : "rms_forces finds that all training forces are zero")}, so the scale would be 0. Choose scaling: none.");
    }

    private static double EnergyOf(IReadOnlyDictionary<int, double> energies, int z, LabelledFrame frame) => energies.TryGetValue(z, out double e) ? e
        : throw IlmlffException.BadData($"{frame.Frame.Origin}: there is no E0 of {PeriodicTable.Symbol(z)}. Give one in 'e0s'.");

    private static (long Edges, long Atoms) Count(Frame frame, double cutoff)
    {
        var list = new NeighborList(cutoff, skin: 0);
        list.Update(new AtomsView { LocalCount = frame.Count, Positions = frame.Positions, Species = new int[frame.Count], Cell = frame.Cell });
        ReadOnlySpan<double> x = frame.Positions, shifts = list.ImageShifts;
        long edges = 0, atoms = 0;
        for (int i = 0; i < frame.Count; i++)
        {
            long before = edges;
            for (int e = list.RowStart[i]; e < list.RowStart[i + 1]; e++)
            {
                int j = 3 * list.Neighbor[e], s = 3 * list.Image[e];
                double dx = x[j] + shifts[s] - x[3 * i], dy = x[j + 1] + shifts[s + 1] - x[3 * i + 1], dz = x[j + 2] + shifts[s + 2] - x[3 * i + 2];
                edges += dx * dx + dy * dy + dz * dz < cutoff * cutoff ? 1 : 0;
            }

            atoms += edges > before ? 1 : 0;
        }

        return (edges, atoms);
    }
}
