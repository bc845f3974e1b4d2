using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>One occupied or empty slot of a centre.</summary>
/// <param name="Neighbor">Atom in the slot, −1 when empty.</param>
/// <param name="Type">Type of the slot's section.</param>
/// <param name="Index">Index of the slot in [0, Σsel).</param>
/// <param name="X">d_x, d = r_j − r_i, Å.</param>
/// <param name="Y">d_y, Å.</param>
/// <param name="Z">d_z, Å.</param>
/// <param name="R">|d|, Å.</param>
internal readonly record struct Slot(int Neighbor, int Type, int Index, double X, double Y, double Z, double R);

/// <summary>
/// The slots of a centre and their rows R̃ = (w(r)(1/(r+p), d/(r+p)²) − davg)/dstd; empty slots hold −davg/dstd.
/// </summary>
internal sealed class EnvironmentStage
{
    private readonly EnvironmentMatrix matrix;
    private readonly NeighborList neighbors;
    private readonly int[] firstSlot;
    private readonly int slotCount;
    private readonly List<Slot> candidates = [];

    public EnvironmentStage(EnvironmentMatrix matrix, NeighborList neighbors)
    {
        this.matrix = matrix;
        this.neighbors = neighbors;
        firstSlot = new int[matrix.Sel.Length + 1];
        for (int t = 0; t < matrix.Sel.Length; t++)
            firstSlot[t + 1] = firstSlot[t] + matrix.Sel[t];
        slotCount = firstSlot[^1];
    }

    /// <summary>Slots of the centre last gathered.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>Brings the neighbour list up to date.</summary>
    public void Update(in AtomsView atoms) => neighbors.Update(atoms);

    /// <summary>Fills <see cref="Slots"/> for centre i: the nearest sel[t] of each type, then the section's empty slots.</summary>
    public void Gather(in AtomsView atoms, int i)
    {
        int centre = atoms.Species[i];
        FindCandidates(atoms, i);
        candidates.Sort(static (a, b) => a.R.CompareTo(b.R));
        if (matrix.Overflow == OverflowRule.NearestOverallThenPerType && candidates.Count > slotCount)
            candidates.RemoveRange(slotCount, candidates.Count - slotCount);

        Slots.Clear();
        for (int t = 0; t < matrix.Sel.Length; t++)
        {
            bool excluded = matrix.Excluded[centre, t];
            if (excluded && matrix.Exclusion == ExclusionRule.WholeSection)
                continue;

            int used = 0;
            foreach (Slot candidate in candidates)
            {
                if (candidate.Type != t || used == matrix.Sel[t])
                    continue;

                if (matrix.PairExcluded?[centre, t] == true)
                    Slots.Add(new Slot(-1, t, firstSlot[t] + used, 0, 0, 0, 0));
                else if (!excluded)
                    Slots.Add(candidate with { Index = firstSlot[t] + used });
                used++;
            }

            for (; used < matrix.Sel[t]; used++)
                Slots.Add(new Slot(-1, t, firstSlot[t] + used, 0, 0, 0, 0));
        }
    }

    /// <summary>R̃ of a slot (4 numbers).</summary>
    public void ComputeRow(int centre, in Slot slot, Span<double> row)
    {
        ReadOnlySpan<double> average = matrix.Average.AsSpan((centre * slotCount + slot.Index) * 4, 4);
        ReadOnlySpan<double> deviation = matrix.Deviation.AsSpan((centre * slotCount + slot.Index) * 4, 4);
        row.Clear();
        if (slot.Neighbor >= 0)
        {
            double w = Switch(slot.R).Value, q = slot.R + matrix.Protection;
            (row[0], row[1], row[2], row[3]) = (w / q, w * slot.X / (q * q), w * slot.Y / (q * q), w * slot.Z / (q * q));
        }

        for (int c = 0; c < 4; c++)
            row[c] = (row[c] - average[c]) / deviation[c];
    }

    /// <summary>∂E/∂d from ∂E/∂R̃ of an occupied slot.</summary>
    public (double X, double Y, double Z) ReverseRow(int centre, in Slot slot, ReadOnlySpan<double> rowGrad)
    {
        ReadOnlySpan<double> deviation = matrix.Deviation.AsSpan((centre * slotCount + slot.Index) * 4, 4);
        double r = slot.R, q = r + matrix.Protection;
        (double w, double dw) = Switch(r);
        double g0 = rowGrad[0] / deviation[0];
        double g1 = rowGrad[1] / deviation[1], g2 = rowGrad[2] / deviation[2], g3 = rowGrad[3] / deviation[3];

        // raw_0 = w/q: ∂/∂d_k = d_k/r (w'/q − w/q²);  raw_m = w d_m/q²: ∂/∂d_k = w δ_mk/q² + d_m d_k/r (w'/q² − 2w/q³)
        double dot = g1 * slot.X + g2 * slot.Y + g3 * slot.Z;
        double along = (g0 * (dw / q - w / (q * q)) + dot * (dw / (q * q) - 2 * w / (q * q * q))) / r;
        double f = w / (q * q);
        return (along * slot.X + f * g1, along * slot.Y + f * g2, along * slot.Z + f * g3);
    }

    /// <summary>w = 1 + u³(−6u² + 15u − 10) between rs and rc, and dw/dr.</summary>
    private (double Value, double Derivative) Switch(double r)
    {
        double u = (r - matrix.SwitchStart) / matrix.SwitchWidth;
        if (u < 0)
            return (1, 0);
        if (u >= 1)
            return (0, 0);

        double p = -6 * u * u + 15 * u - 10;
        return (1 + u * u * u * p, (3 * u * u * p + u * u * u * (-12 * u + 15)) / matrix.SwitchWidth);
    }

    private void FindCandidates(in AtomsView atoms, int i)
    {
        ReadOnlySpan<double> x = atoms.Positions, shifts = neighbors.ImageShifts;
        ReadOnlySpan<int> start = neighbors.RowStart, neighbor = neighbors.Neighbor, image = neighbors.Image;
        candidates.Clear();
        for (int e = start[i]; e < start[i + 1]; e++)
        {
            int j = neighbor[e], t = 3 * image[e], type = atoms.Species[j];
            double dx = x[3 * j] + shifts[t] - x[3 * i];
            double dy = x[3 * j + 1] + shifts[t + 1] - x[3 * i + 1];
            double dz = x[3 * j + 2] + shifts[t + 2] - x[3 * i + 2];
            double r = Math.Sqrt(dx * dx + dy * dy + dz * dz);
            if (r < matrix.Cutoff)
                candidates.Add(new Slot(j, type, 0, dx, dy, dz, r));
        }
    }
}
