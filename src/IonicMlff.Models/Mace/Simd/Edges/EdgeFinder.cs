using System.Globalization;
using System.Runtime.CompilerServices;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Edges;

/// <summary>
/// From the neighbour list to the edges: v = r_i − r_j − T in double, those with d &lt; r_max kept. The pair repulsion, which needs nothing
/// else, is done on the way: its energy goes to the receiver, its force to the edge.
/// </summary>
internal sealed unsafe class EdgeFinder<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private const double Coincident = 1e-6; // Å
    private readonly double cutoff;
    private readonly double inverseStep;
    private readonly int lastInterval;
    private readonly double scale;
    private readonly RepulsionStage? repulsion;
    private readonly double[] repulsionRange; // by species

    public EdgeFinder(MaceModel model, double step, int intervals, double scale)
    {
        cutoff = model.Cutoff;
        inverseStep = 1 / step;
        lastInterval = intervals - 1;
        this.scale = scale;
        repulsion = model.PairRepulsion is { } zbl ? new RepulsionStage(model, zbl) : null;
        repulsionRange = model.PairRepulsion is { } radii ? Array.ConvertAll(model.AtomicNumbers, n => radii.CovalentRadii[n]) : [];
    }

    /// <summary>The neighbour list and the atoms, as addresses that hold for one step.</summary>
    internal readonly struct Atoms
    {
        public required double* Positions { get; init; }

        public required int* Species { get; init; }

        public required int* RowStart { get; init; }

        public required int* Neighbor { get; init; }

        public required int* Image { get; init; }

        public required double* Shifts { get; init; }
    }

    /// <summary>Edges of receiver i; returns its repulsion energy, eV before the model's scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Find(in Atoms atoms, int i, EdgeList<T> edges)
    {
        long first = edges.Start[i], at = first;
        T* distance = edges.Distance, fraction = edges.Fraction;
        T* ux = edges.Unit(0), uy = edges.Unit(1), uz = edges.Unit(2);
        T* gx = edges.Gradient(0), gy = edges.Gradient(1), gz = edges.Gradient(2);
        double* r = atoms.Positions + 3L * i;
        double energy = 0, cutoff2 = cutoff * cutoff;
        for (int k = atoms.RowStart[i]; k < atoms.RowStart[i + 1]; k++)
        {
            int j = atoms.Neighbor[k];
            double* s = atoms.Positions + 3L * j;
            double* shift = atoms.Shifts + 3L * atoms.Image[k];
            double x = r[0] - s[0] - shift[0], y = r[1] - s[1] - shift[1], z = r[2] - s[2] - shift[2];
            double d2 = x * x + y * y + z * z;
            if (d2 >= cutoff2)
                continue;

            double d = Math.Sqrt(d2);
            if (d < Coincident)
                RefuseCoincidence(i, j, d);
            double inverse = 1 / d, t = d * inverseStep;
            int knot = Math.Min((int)t, lastInterval);
            edges.Sender[at] = j;
            edges.Knot[at] = knot;
            fraction[at] = L.FromDouble(t - knot);
            distance[at] = L.FromDouble(d);
            ux[at] = L.FromDouble(x * inverse);
            uy[at] = L.FromDouble(y * inverse);
            uz[at] = L.FromDouble(z * inverse);
            double slope = 0;
            if (repulsion is not null)
                energy += Repel(d, atoms.Species[i], atoms.Species[j], ref slope);
            gx[at] = L.FromDouble(slope * x * inverse);
            gy[at] = L.FromDouble(slope * y * inverse);
            gz[at] = L.FromDouble(slope * z * inverse);
            at++;
        }

        edges.Count[i] = (int)(at - first);
        for (; (at - first) % L.Count != 0; at++)
        {
            fraction[at] = ux[at] = uy[at] = uz[at] = default;
            distance[at] = L.FromDouble(1);
        }

        return energy;
    }

    private double Repel(double d, int zi, int zj, ref double slope)
    {
        if (d >= repulsionRange[zi] + repulsionRange[zj])
            return 0;

        (double value, double derivative) = repulsion!.Pair(d, zj, zi);
        slope = scale * derivative;
        return value;
    }

    private static void RefuseCoincidence(int i, int j, double d) => throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
        $"Atoms {i} and {j} are {d:G3} Å apart: two atoms at the same place have no energy. Check the structure and its cell."));
}
