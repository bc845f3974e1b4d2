using System.Globalization;
using System.Runtime.Intrinsics;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Simd.Descriptor;
using IonicMlff.Models.Dpmd.Simd.Embedding;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>
/// What each thread does: tiles of centres of one type, from their neighbours to the energy and back to the forces. Sums over threads run
/// in the order of the threads, so that a number of threads fixes every bit of the result.
/// </summary>
internal sealed unsafe partial class SimdDpmd<L, V, T>
{
    private const double Coincident2 = 1e-12; // Å²

    private void EvaluateTiles(int thread)
    {
        TileWork<L, V, T> own = work[thread];
        double* forces = own.Forces.Ensure(4L * step.AllCount), atomVirials = null;
        own.Forces.Clear(4L * step.AllCount);
        own.Images.Ensure(4L * list.ImageCount);
        own.Images.Clear(4L * list.ImageCount);
        if (step.AtomVirials != null)
        {
            atomVirials = own.AtomVirials.Ensure(9L * step.AllCount);
            own.AtomVirials.Clear(9L * step.AllCount);
        }

        int most = Math.Max(1, MostLanes / L.Count), end = plan.FirstGroup(thread + 1);
        for (int group = plan.FirstGroup(thread); group < end;)
        {
            int vectors = 1;
            while (vectors < most && group + vectors < end && plan.Type(group + vectors) == plan.Type(group))
                vectors++;
            int count = (vectors - 1) * L.Count + plan.Count(group + vectors - 1);
            EvaluateTile(own, centres[plan.Type(group)], plan.Type(group), plan.Order.Slice(plan.First(group), count), vectors, forces, atomVirials);
            group += vectors;
        }
    }

    private void EvaluateTile(
        TileWork<L, V, T> own, CentreModel<L, V, T> centre, int type, ReadOnlySpan<int> atoms, int vectors, double* forces, double* atomVirials)
    {
        ComputeMoments(own, centre, atoms, vectors);                                      // M[t,q,c] = Σ_slots φ_q(s) R̃[c]
        ComputeDescriptor(own, centre, vectors);                                          // M → GR → D
        ComputeEnergies(own, centre, type, atoms, vectors);                               // D → E_i

        centre.Fitting.Reverse(own.Fitting, vectors);                                     // → ∂E/∂D
        ReverseDescriptor(own, centre, vectors);                                          // → ∂E/∂GR → ∂E/∂M
        ReverseMoments(own, centre, atoms, vectors, forces, atomVirials);                 // → ∂E/∂d → forces, virial
    }

    private void ComputeMoments(TileWork<L, V, T> own, CentreModel<L, V, T> centre, ReadOnlySpan<int> atoms, int vectors)
    {
        int stride = vectors * L.Count;
        long neighbours = 0;
        foreach (int i in atoms)
            neighbours += list.Start(i + 1)[0] - list.Start(i)[0];
        own.Neighbors.Ensure(neighbours, stride);
        own.Moments.Clear(4L * centre.Moments * stride);
        int block = 0;
        for (int lane = 0; lane < atoms.Length; lane++)
        {
            own.Gather.Find(atoms[lane], own.Nearest);
            own.IsExact[lane] = IsOutsideTables(own, centre, atoms[lane]);
            if (!own.IsExact[lane])
                ComputeMoments(own, centre, lane, stride, ref block);
        }
    }

    private void ComputeMoments(TileWork<L, V, T> own, CentreModel<L, V, T> centre, int lane, int stride, ref int block)
    {
        T* one = own.OneCentre.Pointer;
        for (int t = 0; t < centre.Tables.Length; t++)
        {
            if (centre.Tables[t] is not { } table)
                continue;

            int count = own.Gather.Count(t), empty = model.Environment.Sel[t] - (centre.Sections[t] == SectionRule.AllEmpty ? 0 : count);
            if (centre.Sections[t] != SectionRule.All)
                count = 0;
            int first = block;
            block = own.Neighbors.SetSection(lane, t, first, count);
            T* neighbors = own.Neighbors.First(lane, t);
            if (count > 0)
                RowKernel<L, V, T>.Compute(own.Gather, t, model.Environment, centre.Centre, table.Lower, table.Step, neighbors);
            MomentKernel<L, V, T>.Compute(table, neighbors, count, empty, centre.OfEmpty(t), one);
            T* to = own.Moments.Pointer + 4L * centre.Offset[t] * stride + lane;
            for (int q = 0; q < table.Width; q++, to += 4 * stride)
            {
                for (int c = 0; c < 4; c++)
                    to[c * stride] = one[c * table.Width + q];
            }
        }
    }

    // Pairs closer than the tables reach: the whole centre is left to the exact nets.
    private bool IsOutsideTables(TileWork<L, V, T> own, CentreModel<L, V, T> centre, int atom)
    {
        bool outside = false;
        for (int t = 0; t < own.Nearest.Length; t++)
        {
            if (own.Nearest[t] < Coincident2)
                RefuseCoincidence(atom, Math.Sqrt(own.Nearest[t]));
            outside |= own.Nearest[t] < centre.Closest2[t] && centre.Sections[t] == SectionRule.All;
        }

        isExact.Pointer[atom] = (byte)(outside ? 1 : 0);
        return outside;
    }

    private static void ComputeDescriptor(TileWork<L, V, T> own, CentreModel<L, V, T> centre, int vectors)
    {
        // GR = P·M;  D[p,b] = Σ_c GR[p,c] A[b,c]
        T* gr = own.Gr.Pointer;
        own.Gr.Clear(4L * centre.Projection.PaddedRows * vectors * L.Count);
        centre.Projection.AddProduct(own.Moments.Pointer, gr, 4 * vectors);
        DescriptorKernel<L, V, T>.Compute(gr, centre.Channels, centre.Axis, own.Fitting.Value(0), vectors);
    }

    private void ComputeEnergies(TileWork<L, V, T> own, CentreModel<L, V, T> centre, int type, ReadOnlySpan<int> atoms, int vectors)
    {
        int stride = vectors * L.Count, count = parameters.Count;
        T* row = own.Fitting.Value(0) + (long)centre.Channels * centre.Axis * stride;
        for (int k = 0; k < count; k++, row += stride)
        {
            for (int lane = 0; lane < stride; lane++)
                row[lane] = lane < atoms.Length ? L.FromDouble(parameterRows.Pointer[(long)atoms[lane] * count + k]) : default;
        }

        centre.Fitting.Compute(own.Fitting, vectors);
        T* energies = own.Fitting.Value(centre.Fitting.Depth);
        for (int lane = 0; lane < atoms.Length; lane++)
            siteEnergies.Pointer[atoms[lane]] = L.ToDouble(energies[lane]) + offset[type];
    }

    private static void ReverseDescriptor(TileWork<L, V, T> own, CentreModel<L, V, T> centre, int vectors)
    {
        T* gradient = own.GrGradient.Pointer;
        DescriptorKernel<L, V, T>.Reverse(own.Gr.Pointer, centre.Channels, centre.Axis, own.Fitting.Value(0), gradient, vectors);
        own.Moments.Clear(4L * centre.ReverseProjection.PaddedRows * vectors * L.Count);
        centre.ReverseProjection.AddProduct(gradient, own.Moments.Pointer, 4 * vectors);
    }

    private void ReverseMoments(
        TileWork<L, V, T> own, CentreModel<L, V, T> centre, ReadOnlySpan<int> atoms, int vectors, double* forces, double* atomVirials)
    {
        double[] deviation = centre.Centre.Deviation;
        Vector256<double> inverse = Vector256.Create(1 / deviation[1], 1 / deviation[2], 1 / deviation[3], 0);
        var target = new ForceTarget(list, forces, own.Images.Pointer, atomVirials);
        int stride = vectors * L.Count;
        T* one = own.OneCentre.Pointer;
        for (int lane = 0; lane < atoms.Length; lane++)
        {
            if (own.IsExact[lane])
                continue;

            Vector256<double> position = target.Position(atoms[lane]), total = default;
            for (int t = 0; t < centre.Tables.Length; t++)
            {
                if (centre.Tables[t] is not { } table || own.Neighbors.Count(lane, t) == 0)
                    continue;

                T* from = own.Moments.Pointer + 4L * centre.Offset[t] * stride + lane;
                for (int q = 0; q < table.Width; q++, from += 4 * stride)
                {
                    for (int c = 0; c < 4; c++)
                        one[c * table.Width + q] = from[c * stride];
                }

                total += ReverseMomentKernel<L, V, T>.Compute(
                    table, own.Neighbors.First(lane, t), own.Neighbors.Count(lane, t), one, inverse, position, target);
            }

            target.AddCentre(atoms[lane], total);
        }
    }

    private void AddThreads(int thread)
    {
        int size = team.Size;
        long first = (long)step.AllCount * thread / size, end = (long)step.AllCount * (thread + 1) / size;
        double[] virial = work[thread].Virial;
        Array.Clear(virial);
        foreach (TileWork<L, V, T> part in work)
        {
            for (long i = first; i < end; i++)
            {
                double* force = part.Forces.Pointer + 4 * i;
                for (int k = 0; k < 3; k++)
                    step.Forces[3 * i + k] += force[k];
                if (force[0] != 0 || force[1] != 0 || force[2] != 0) // unseen atoms may be anywhere, or nowhere
                    AddOuter(virial, list.Positions + 4 * i, force);
            }

            for (long k = 9 * first; step.AtomVirials != null && k < 9 * end; k++)
                step.AtomVirials[k] += part.AtomVirials.Pointer[k];
        }

        double* images = work[thread].Images.Pointer; // of its own tiles
        for (int k = 0; k < list.ImageCount; k++)
        {
            double* sum = images + 4L * k;
            (sum[0], sum[1], sum[2]) = (-sum[0], -sum[1], -sum[2]);
            AddOuter(virial, list.Shifts + 4L * k, sum);
        }
    }

    private static void AddOuter(double[] virial, double* r, double* f)
    {
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
                virial[3 * a + b] += r[a] * f[b];
        }
    }

    private static void RefuseCoincidence(int i, double distance) => throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
        $"Atom {i} has another atom {distance:G3} Å away: two atoms at the same place have no energy. Check the structure and its cell."));
}
