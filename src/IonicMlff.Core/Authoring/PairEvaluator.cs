using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// Evaluates a <see cref="PairPotential{TTerm}"/>. Every atom sees all its neighbours, so each pair is met from both ends and gives at
/// each end that atom's force and half the energy and virial: nothing is written to neighbours, and no rank owes another anything.
/// </summary>
/// <remarks>Neighbours within the cutoff are first gathered, per element; full registers of them are then evaluated.</remarks>
internal sealed unsafe class PairEvaluator<TTerm> : IEvaluator
    where TTerm : struct, IPairTerm
{
    private static readonly int Lanes = Vector<double>.Count;

    private readonly TTerm[] terms; // by centre · elements + neighbour
    private readonly int elements;
    private readonly double cutoff2;
    private readonly NeighborList neighbors;
    private readonly int[] count; // of the gathered neighbours of each element
    private double[] gathered = []; // elements × (r², x, y, z) × room
    private int room;

    public PairEvaluator(PotentialInfo info, TTerm[] terms, EvaluatorOptions options)
    {
        (Info, this.terms) = (info, terms);
        elements = info.AtomicNumbers.Count;
        cutoff2 = info.Cutoff * info.Cutoff;
        neighbors = NeighborList.For(info.Cutoff, options);
        count = new int[elements];
    }

    public PotentialInfo Info { get; }

    public string Backend => Info.Backends[0];

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        neighbors.Update(atoms);
        Reserve();
        double energy = 0;
        results.Virial.Clear();
        Span<double> virial = stackalloc double[6];
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] < 0)
                continue;

            Gather(atoms, i);
            double site = 0;
            virial.Clear();
            for (int e = 0; e < elements; e++)
            {
                if (count[e] > 0)
                    site += Evaluate(ref terms[atoms.Species[i] * elements + e], e, results.Forces.Slice(3 * i, 3), virial);
            }

            energy += 0.5 * site;
            if (!results.SiteEnergies.IsEmpty)
                results.SiteEnergies[i] += 0.5 * site;
            AddVirial(virial, results.Virial);
            if (!results.AtomVirials.IsEmpty)
                AddVirial(virial, results.AtomVirials.Slice(9 * i, 9));
        }

        results.Energy = energy;
    }

    public void Dispose()
    {
    }

    private Span<double> Column(int element, int component) => gathered.AsSpan((4 * element + component) * room, room);

    private void Reserve()
    {
        int longest = 0;
        ReadOnlySpan<int> start = neighbors.RowStart;
        for (int i = 0; i + 1 < start.Length; i++)
            longest = Math.Max(longest, start[i + 1] - start[i]);
        if (longest + Lanes <= room)
            return;

        room = longest + longest / 8 + 2 * Lanes;
        gathered = new double[4 * elements * room];
    }

    /// <summary>Neighbours of atom i within the cutoff, by element; each column filled up to full registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(in AtomsView atoms, int i)
    {
        Array.Clear(count);
        int first = neighbors.RowStart[i], end = neighbors.RowStart[i + 1], stride = room;
        fixed (double* r = atoms.Positions, shifts = neighbors.ImageShifts, columns = gathered)
        fixed (int* neighbor = neighbors.Neighbor, image = neighbors.Image, species = atoms.Species, filled = count)
        {
            double xi = r[3 * i], yi = r[3 * i + 1], zi = r[3 * i + 2];
            for (int k = first; k < end; k++)
            {
                double* s = r + 3L * neighbor[k];
                double* shift = shifts + 3L * image[k];
                double x = s[0] + shift[0] - xi, y = s[1] + shift[1] - yi, z = s[2] + shift[2] - zi;
                double r2 = x * x + y * y + z * z;
                int e = species[neighbor[k]], at = filled[e];
                double* c = columns + 4L * e * stride + at;
                c[0] = r2;
                c[stride] = x;
                c[2 * stride] = y;
                c[3 * stride] = z;
                filled[e] = at + (r2 < cutoff2 ? 1 : 0); // what lies beyond is overwritten by the next
            }
        }

        for (int e = 0; e < elements; e++)
        {
            int padded = (count[e] + Lanes - 1) / Lanes * Lanes;
            Column(e, 0)[count[e]..padded].Fill(cutoff2);
            for (int x = 1; x < 4; x++)
                Column(e, x)[count[e]..padded].Clear();
        }
    }

    /// <summary>F_i −= Σ_j f d, W += ½ Σ_j f d⊗d with f = −(dE/dr)/r; returns Σ_j E.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Evaluate(ref TTerm term, int element, Span<double> force, Span<double> virial)
    {
        int n = count[element];
        ref double r2 = ref MemoryMarshal.GetReference(Column(element, 0));
        ref double xs = ref MemoryMarshal.GetReference(Column(element, 1));
        ref double ys = ref MemoryMarshal.GetReference(Column(element, 2));
        ref double zs = ref MemoryMarshal.GetReference(Column(element, 3));
        Vector<double> energy = default, fx = default, fy = default, fz = default;
        Vector<double> xx = default, yy = default, zz = default, xy = default, xz = default, yz = default;
        for (int k = 0; k < n; k += Lanes)
        {
            Vector<double> e = term.Evaluate(Vector.LoadUnsafe(ref r2, (nuint)k), out Vector<double> f);
            if (n - k < Lanes)
            {
                // lanes behind the last neighbour
                Vector<double> mask = Vector.AsVectorDouble(Vector.LessThan(Indices, new Vector<long>(n - k)));
                (e, f) = (e & mask, f & mask);
            }

            Vector<double> x = Vector.LoadUnsafe(ref xs, (nuint)k), y = Vector.LoadUnsafe(ref ys, (nuint)k), z = Vector.LoadUnsafe(ref zs, (nuint)k);
            energy += e;
            Vector<double> gx = f * x, gy = f * y, gz = f * z;
            (fx, fy, fz) = (fx + gx, fy + gy, fz + gz);
            (xx, yy, zz) = (xx + gx * x, yy + gy * y, zz + gz * z);
            (xy, xz, yz) = (xy + gx * y, xz + gx * z, yz + gy * z);
        }

        force[0] -= Vector.Sum(fx);
        force[1] -= Vector.Sum(fy);
        force[2] -= Vector.Sum(fz);
        virial[0] += 0.5 * Vector.Sum(xx);
        virial[1] += 0.5 * Vector.Sum(yy);
        virial[2] += 0.5 * Vector.Sum(zz);
        virial[3] += 0.5 * Vector.Sum(xy);
        virial[4] += 0.5 * Vector.Sum(xz);
        virial[5] += 0.5 * Vector.Sum(yz);
        return Vector.Sum(energy);
    }

    private static Vector<long> Indices { get; } = Vector<long>.Indices;

    // xx yy zz xy xz yz → xx xy xz yx yy yz zx zy zz
    private static void AddVirial(ReadOnlySpan<double> six, Span<double> nine)
    {
        nine[0] += six[0];
        nine[4] += six[1];
        nine[8] += six[2];
        nine[1] += six[3];
        nine[3] += six[3];
        nine[2] += six[4];
        nine[6] += six[4];
        nine[5] += six[5];
        nine[7] += six[5];
    }
}
