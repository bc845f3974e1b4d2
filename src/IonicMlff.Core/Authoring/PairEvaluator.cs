using System.Numerics;
using System.Runtime.CompilerServices;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Threads;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// Evaluates a <see cref="PairPotential{TTerm}"/>. Every atom sees all its neighbours, so each pair is met from both ends and gives at
/// each end that atom's force and half the energy and virial: nothing is written to neighbours, threads and ranks owe one another nothing.
/// </summary>
internal sealed unsafe class PairEvaluator<TTerm> : IEvaluator
    where TTerm : struct, IPairTerm
{
    private static readonly int Lanes = Vector<double>.Count;

    private readonly TTerm[] terms; // by centre · elements + neighbour
    private readonly int elements;
    private readonly double cutoff2;
    private readonly NeighborList neighbors;
    private readonly WorkerTeam team;
    private readonly PairRow[] rows;     // by thread
    private readonly PairSums[] totals;  // by thread
    private readonly Action<int> evaluateShare;
    private PairAtoms atoms;
    private Targets targets;

    public PairEvaluator(PotentialInfo info, TTerm[] terms, EvaluatorOptions options)
    {
        (Info, this.terms) = (info, terms);
        elements = info.AtomicNumbers.Count;
        cutoff2 = info.Cutoff * info.Cutoff;
        neighbors = NeighborList.For(info.Cutoff, options);
        team = WorkerTeam.For(options);
        rows = [.. Enumerable.Range(0, team.Size).Select(_ => new PairRow(elements))];
        totals = new PairSums[team.Size];
        evaluateShare = EvaluateShare;
    }

    public PotentialInfo Info { get; }

    public string Backend => Info.Backends[0];

    public void Compute(in AtomsView view, ref ResultsView results, IHaloExchange? halo = null)
    {
        neighbors.Update(view);
        Reserve();
        fixed (double* positions = view.Positions, shifts = neighbors.ImageShifts, forces = results.Forces)
        fixed (double* siteEnergies = results.SiteEnergies, atomVirials = results.AtomVirials)
        fixed (int* species = view.Species, rowStart = neighbors.RowStart, neighbor = neighbors.Neighbor, image = neighbors.Image)
        {
            atoms = new PairAtoms
            {
                Positions = positions,
                Species = species,
                RowStart = rowStart,
                Neighbor = neighbor,
                Image = image,
                Shifts = shifts,
                HasImages = !view.GhostMode,
            };
            targets = new Targets(view.LocalCount, forces, siteEnergies, atomVirials);
            team.Run(evaluateShare);
            (atoms, targets) = (default, default); // the addresses end here
        }

        results.Energy = 0;
        results.Virial.Clear();
        foreach (ref readonly PairSums total in totals.AsSpan())
        {
            results.Energy += total.HalfEnergy;
            total.AddHalfVirial(results.Virial);
        }
    }

    public void Dispose() => team.Release();

    private void Reserve()
    {
        int longest = 0;
        ReadOnlySpan<int> start = neighbors.RowStart;
        for (int i = 0; i + 1 < start.Length; i++)
            longest = Math.Max(longest, start[i + 1] - start[i]);
        foreach (PairRow row in rows)
            row.Reserve(longest);
    }

    private void EvaluateShare(int thread)
    {
        PairRow row = rows[thread];
        PairSums total = default;
        long count = targets.Count;
        for (int i = (int)(count * thread / team.Size), end = (int)(count * (thread + 1) / team.Size); i < end; i++)
        {
            int species = atoms.Species[i];
            if (species < 0)
                continue;

            row.Gather(atoms, i, cutoff2);
            PairSums own = default;
            for (int e = 0; e < elements; e++)
            {
                if (row.Count(e) > 0)
                    Add(ref terms[species * elements + e], row.First(e), row.Stride, row.Count(e), ref own);
            }

            targets.Add(i, own);
            total.AddTotals(own);
        }

        totals[thread] = total;
    }

    /// <summary>Σ E, Σ f d and Σ f d⊗d over the neighbours of one element, f = −(dE/dr)/r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ref TTerm term, double* xs, int stride, int count, ref PairSums sums)
    {
        Vector<double> end = new(cutoff2), last = new(cutoff2 * (1 - 1e-14)); // terms need not know of anything beyond the cutoff
        Vector<double> energy = sums.Energy, fx = sums.X, fy = sums.Y, fz = sums.Z;
        Vector<double> xx = sums.Xx, yy = sums.Yy, zz = sums.Zz, xy = sums.Xy, xz = sums.Xz, yz = sums.Yz;
        for (double* at = xs; at < xs + count; at += Lanes)
        {
            Vector<double> x = Vector.Load(at), y = Vector.Load(at + stride), z = Vector.Load(at + 2L * stride);
            Vector<double> r2 = x * x + y * y + z * z;
            Vector<double> inside = Vector.AsVectorDouble(Vector.LessThan(r2, end));
            energy += term.Evaluate(Vector.Min(r2, last), out Vector<double> f) & inside;
            f &= inside;
            Vector<double> gx = f * x, gy = f * y, gz = f * z;
            fx += gx;
            fy += gy;
            fz += gz;
            xx += gx * x;
            yy += gy * y;
            zz += gz * z;
            xy += gx * y;
            xz += gx * z;
            yz += gy * z;
        }

        sums.Energy = energy;
        (sums.X, sums.Y, sums.Z) = (fx, fy, fz);
        (sums.Xx, sums.Yy, sums.Zz) = (xx, yy, zz);
        (sums.Xy, sums.Xz, sums.Yz) = (xy, xz, yz);
    }

    /// <summary>Where the results of the atoms go.</summary>
    private readonly struct Targets(int count, double* forces, double* siteEnergies, double* atomVirials)
    {
        public int Count => count;

        public void Add(int i, in PairSums sums)
        {
            // F_i = −Σ f d
            forces[3L * i] -= Vector.Sum(sums.X);
            forces[3L * i + 1] -= Vector.Sum(sums.Y);
            forces[3L * i + 2] -= Vector.Sum(sums.Z);
            if (siteEnergies != null)
                siteEnergies[i] += sums.HalfEnergy;
            if (atomVirials != null)
                sums.AddHalfVirial(new Span<double>(atomVirials + 9L * i, 9));
        }
    }
}
