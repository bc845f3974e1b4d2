using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Torch;

/// <summary>
/// One frame as a graph, in ordinary memory and double precision: atoms and all directed edges j → i shorter than the cutoff, periodic
/// images included (also several images of one atom). Made once per frame and model; batches are put together from graphs.
/// </summary>
public sealed record FrameGraph
{
    /// <summary>Species index of each atom.</summary>
    public required int[] Species { get; init; }

    /// <summary>Positions, Å, 3 per atom.</summary>
    public required double[] Positions { get; init; }

    /// <summary>Cell and periodic directions.</summary>
    public required Cell Cell { get; init; }

    /// <summary>Centre i of each edge, ascending.</summary>
    public required int[] Receivers { get; init; }

    /// <summary>Neighbour j of each edge, ascending among the edges of one centre.</summary>
    public required int[] Senders { get; init; }

    /// <summary>Translation of the neighbour's image, Å, 3 per edge.</summary>
    public required double[] Shifts { get; init; }

    /// <summary>r_ij = x_j + shift − x_i, Å, 3 per edge.</summary>
    public required double[] Vectors { get; init; }

    /// <summary>The edge from j back to i (the same pair seen from its other end), per edge.</summary>
    public required int[] Reverse { get; init; }

    /// <summary>Head of the model that the frame belongs to.</summary>
    public int Head { get; init; }

    /// <summary>Quantities of the whole frame, in the order of <see cref="BatchGeometry.FrameInputs"/>.</summary>
    public double[] Inputs { get; init; } = [];

    /// <summary>Numbers of each atom that the model takes besides its element, row by row (<see cref="BatchGeometry.AtomInputs"/>).</summary>
    public double[] AtomInputs { get; init; } = [];

    /// <summary>Number of atoms, ghosts included.</summary>
    public int AtomCount => Species.Length;

    /// <summary>Number of ghost atoms, the last ones: they send to others but have no edges and no energy of their own.</summary>
    public int GhostCount { get; init; }

    /// <summary>Number of atoms that are no ghosts.</summary>
    public int LocalCount => AtomCount - GhostCount;

    /// <summary>Number of directed edges.</summary>
    public int EdgeCount => Receivers.Length;

    /// <summary>The graph of a frame.</summary>
    /// <exception cref="IlmlffException">
    /// An element or head the model does not know, a position that is not a number, two atoms at one place, a singular cell.
    /// </exception>
    public static FrameGraph Of(Frame frame, BatchGeometry geometry)
    {
        try
        {
            return Of(geometry.SpeciesOf(frame), frame.Positions, frame.Cell, geometry.Cutoff) with
            {
                Head = geometry.HeadOf(frame),
                AtomInputs = geometry.AtomInputs?.Invoke(frame) ?? [],
                Inputs = [.. geometry.FrameInputs.Select(i => frame.Values.TryGetValue(i.Key, out PropertyArray? v) && v.AsReal() is { } x ? x : i.Value)],
            };
        }
        catch (IlmlffException e) when (!e.Message.StartsWith(frame.Origin, StringComparison.Ordinal))
        {
            throw new IlmlffException(e.Kind, $"{frame.Origin}: {e.Message}", e);
        }
    }

    /// <summary>The graph of atoms given by their species.</summary>
    public static FrameGraph Of(int[] species, double[] positions, in Cell cell, double cutoff)
    {
        var list = new NeighborList(cutoff, skin: 0);
        var atoms = new AtomsView { LocalCount = species.Length, Positions = positions, Species = species, Cell = cell };
        list.Update(atoms);
        return Of(atoms, list, cutoff);
    }

    /// <summary>The graph of the local atoms from a list that is up to date for them (entries beyond the cutoff are left out).</summary>
    internal static FrameGraph Of(in AtomsView atoms, NeighborList list, double cutoff)
    {
        ReadOnlySpan<int> rowStart = list.RowStart, neighbor = list.Neighbor, image = list.Image;
        ReadOnlySpan<double> r = atoms.Positions, translation = list.ImageShifts;
        int n = atoms.LocalCount, all = n + atoms.GhostCount, most = rowStart[n], edges = 0;
        int[] receivers = new int[most], senders = new int[most], images = new int[most], start = new int[n + 1];
        double[] shifts = new double[3 * most], vectors = new double[3 * most];
        for (int i = 0; i < n; i++)
        {
            start[i] = edges;
            for (int k = rowStart[i]; k < rowStart[i + 1]; k++)
            {
                int j = neighbor[k], t = 3 * image[k];
                double x = r[3 * j] + translation[t] - r[3 * i];
                double y = r[3 * j + 1] + translation[t + 1] - r[3 * i + 1];
                double z = r[3 * j + 2] + translation[t + 2] - r[3 * i + 2];
                if (Math.Sqrt(x * x + y * y + z * z) >= cutoff)
                    continue;

                (receivers[edges], senders[edges], images[edges]) = (i, j, image[k]);
                (vectors[3 * edges], vectors[3 * edges + 1], vectors[3 * edges + 2]) = (x, y, z);
                translation.Slice(t, 3).CopyTo(shifts.AsSpan(3 * edges));
                edges++;
            }
        }

        start[n] = edges;
        Array.Resize(ref receivers, edges);
        Array.Resize(ref senders, edges);
        Array.Resize(ref shifts, 3 * edges);
        Array.Resize(ref vectors, 3 * edges);
        return new FrameGraph
        {
            Species = atoms.Species[..all].ToArray(),
            Positions = atoms.Positions[..(3 * all)].ToArray(),
            GhostCount = atoms.GhostCount,
            Cell = atoms.Cell,
            Receivers = receivers,
            Senders = senders,
            Shifts = shifts,
            Vectors = vectors,
            Reverse = ReverseEdges.Find(start, receivers, senders, shifts),
        };
    }
}
