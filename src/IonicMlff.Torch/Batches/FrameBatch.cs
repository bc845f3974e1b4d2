using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>
/// Frames of one batch as tensors on one device: F frames, N atoms, E directed edges. Floating tensors have the model's type; the edge
/// vectors are computed in double and then rounded. Owns its tensors (they are in no dispose scope).
/// </summary>
public sealed class FrameBatch : IDisposable
{
    private FrameBatch()
    {
    }

    /// <summary>Frames F.</summary>
    public int FrameCount => Graphs.Count;

    /// <summary>Atoms of all frames N.</summary>
    public required int AtomCount { get; init; }

    /// <summary>Edges of all frames E.</summary>
    public required int EdgeCount { get; init; }

    /// <summary>The graphs the batch was made of, in order: atoms and edges of frame f are consecutive.</summary>
    public required IReadOnlyList<FrameGraph> Graphs { get; init; }

    /// <summary>Positions, Å, [N,3].</summary>
    public required Tensor Positions { get; init; }

    /// <summary>Index into the model's elements, [N] int64.</summary>
    public required Tensor Species { get; init; }

    /// <summary>Frame of each atom, [N] int64.</summary>
    public required Tensor FrameOfAtom { get; init; }

    /// <summary>Atoms of each frame, [F] int64.</summary>
    public required Tensor AtomCounts { get; init; }

    /// <summary>Cells, Å, [F,3,3], rows a, b, c; zeros for frames without periodicity.</summary>
    public required Tensor Cells { get; init; }

    /// <summary>Volumes, Å³, [F]; 0 for frames that are not periodic in all directions.</summary>
    public required Tensor Volumes { get; init; }

    /// <summary>Centre i of each edge, [E] int64, ascending.</summary>
    public required Tensor Receivers { get; init; }

    /// <summary>Neighbour j of each edge, [E] int64.</summary>
    public required Tensor Senders { get; init; }

    /// <summary>Translations of the neighbours' images, Å, [E,3].</summary>
    public required Tensor Shifts { get; init; }

    /// <summary>r_ij = x_j + shift − x_i, Å, [E,3].</summary>
    public required Tensor EdgeVectors { get; init; }

    /// <summary>Head of each frame, [F] int64; null for models with one head.</summary>
    public required Tensor? Heads { get; init; }

    /// <summary>Quantities of whole frames the model takes, [F] each, by name.</summary>
    public required IReadOnlyDictionary<string, Tensor> Inputs { get; init; }

    /// <summary>Numbers of each atom that the model takes besides its element, [N,n]; null: none.</summary>
    public required Tensor? AtomInputs { get; init; }

    /// <summary>Makes graphs of the frames and puts them together.</summary>
    /// <exception cref="IlmlffException">No frame, or one the model can't take; the message names it.</exception>
    public static FrameBatch From(IReadOnlyList<Frame> frames, BatchGeometry geometry) =>
        From([.. frames.Select(f => FrameGraph.Of(f, geometry))], geometry);

    /// <summary>Puts graphs together that were made with the same geometry.</summary>
    /// <exception cref="IlmlffException">No graph.</exception>
    public static FrameBatch From(IReadOnlyList<FrameGraph> graphs, BatchGeometry geometry)
    {
        if (graphs.Count == 0)
            throw IlmlffException.BadData("A batch needs at least one frame.");

        int atoms = graphs.Sum(g => g.AtomCount), edges = graphs.Sum(g => g.EdgeCount);
        var tensors = new BatchTensors(geometry.DType, geometry.Device);
        return new FrameBatch
        {
            Graphs = graphs,
            AtomCount = atoms,
            EdgeCount = edges,
            Positions = tensors.Reals(graphs, g => g.Positions, atoms, 3),
            Species = tensors.Indices(graphs, (g, _) => g.Species, 0),
            FrameOfAtom = tensors.Integers([.. graphs.SelectMany((g, f) => Enumerable.Repeat((long)f, g.AtomCount))]),
            AtomCounts = tensors.Integers([.. graphs.Select(g => (long)g.AtomCount)]),
            Cells = tensors.Reals(graphs, CellRows, graphs.Count, 3, 3),
            Volumes = tensors.Reals(graphs, g => [g.Cell.IsFullyPeriodic ? g.Cell.Volume : 0], graphs.Count),
            Receivers = tensors.Indices(graphs, (g, _) => g.Receivers, 1),
            Senders = tensors.Indices(graphs, (g, _) => g.Senders, 1),
            Shifts = tensors.Reals(graphs, g => g.Shifts, edges, 3),
            EdgeVectors = tensors.Reals(graphs, g => g.Vectors, edges, 3),
            Heads = geometry.Heads.Count > 1 ? tensors.Integers([.. graphs.Select(g => (long)g.Head)]) : null,
            AtomInputs = graphs.Any(g => g.AtomInputs.Length > 0) ? tensors.Reals(graphs, g => g.AtomInputs, atoms, -1) : null,
            Inputs = geometry.FrameInputs.Keys.Select((name, k) => (name, k)).ToDictionary(
                i => i.name, i => tensors.Reals(graphs, g => [g.Inputs[i.k]], graphs.Count)),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor? tensor in new[] { Positions, Species, FrameOfAtom, AtomCounts, Cells, Volumes, Receivers, Senders, Shifts, EdgeVectors, Heads, AtomInputs })
            tensor?.Dispose();
        foreach (Tensor tensor in Inputs.Values)
            tensor.Dispose();
    }

    private static double[] CellRows(FrameGraph g) => g.Cell.IsPeriodic
        ? [g.Cell.Ax, g.Cell.Ay, g.Cell.Az, g.Cell.Bx, g.Cell.By, g.Cell.Bz, g.Cell.Cx, g.Cell.Cy, g.Cell.Cz]
        : new double[9];
}
