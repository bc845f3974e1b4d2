using IonicMlff.Core.Errors;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Threads;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Simd.Channels;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Mace.Simd.Layers;
using IonicMlff.Models.Simd.Memory;
using IonicMlff.Models.Mace.Simd.Radial;

namespace IonicMlff.Models.Mace.Simd;

/// <summary>
/// Driver: the order of one step. The stages that all threads share are in SimdMace.Stages.cs. Everything about one atom and layer is
/// in <see cref="SimdLayer{L,V,T}"/>.
/// </summary>
internal sealed unsafe partial class SimdMace<L, V, T> : ISimdMace
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    // Relative error allowed to the slopes of the radial tables; forces on real systems inherit it times some eV/Å.
    private const double DoubleTolerance = 3e-7;
    private const double MixedTolerance = 3e-6;

    private readonly MaceModel model;
    private readonly NeighborList neighbors;
    private readonly QuinticSpline spline;
    private readonly EdgeFinder<L, V, T> finder;
    private readonly EdgeList<T> edges = new();
    private readonly SimdLayer<L, V, T>[] layers;
    private readonly SimdReadout<L, V, T>[][] readouts; // by layer
    private readonly NativeBuffer<T> h0;                // by element
    private readonly int h0Row;
    private readonly double[] e0;                       // by element, with shift
    private readonly double scale;
    private readonly NativeBuffer<double> siteEnergies = new(); // before scale and E0
    private readonly HaloRows<L, V, T> haloRows;
    private readonly WorkerTeam team;
    private readonly Workspace<L, V, T>[] work;
    private readonly bool[] known;                      // elements that are prepared
    private readonly bool[] present;
    private readonly int[] receiverEnd;                 // of each thread's share; the first number is 0
    private readonly int widestUpRow;
    private readonly int longestReadout;

    public SimdMace(SimdSetup setup)
    {
        model = setup.Model;
        int elements = model.AtomicNumbers.Length, channels = setup.Initial.Table.GetLength(1);
        var functions = Array.ConvertAll(model.Layers, l => new RadialFunctions(model, l.Interaction));
        (spline, TableError) = RadialGrid.Choose(model, functions, typeof(T) == typeof(float) ? MixedTolerance : DoubleTolerance);
        neighbors = NeighborList.For(model.Cutoff, setup.Options);
        scale = model.Scale?[setup.Head] ?? 1;
        double shift = model.Shift?[setup.Head] ?? 0;
        e0 = [.. setup.Initial.SiteEnergies.Select((e, z) => model.AtomicEnergies[setup.Head, z] + e + shift)];
        finder = new EdgeFinder<L, V, T>(model, spline.Step, spline.Intervals, scale);
        layers = [.. functions.Select((f, t) => new SimdLayer<L, V, T>(new LayerWeights<L, V, T>(model, t, f, spline), t == 0))];
        readouts = [.. layers.Select((_, t) => model.Readouts.Where(r => r.Layer == t)
            .Select(r => SimdReadout<L, V, T>.Create(r, channels, setup.Head, model.Heads.Length)).ToArray())];
        haloRows = new HaloRows<L, V, T>(new ChannelLayout(channels, L.Count));
        (h0, h0Row) = PackEmbedding(setup.Initial.Table);
        widestUpRow = layers.Max(l => l.UpRow);
        longestReadout = readouts.SelectMany(r => r).Select(r => r.ScratchLength).Append(0).Max();
        known = new bool[elements];
        present = new bool[elements];
        layers[0].Resize(0, elements);
        Array.Fill(present, elements <= setup.ElementsAhead);
        PrepareElements([]);
        stages = new Stages(this);
        team = WorkerTeam.For(setup.Options);
        work = [.. Enumerable.Range(0, team.Size).Select(_ => new Workspace<L, V, T>())];
        receiverEnd = new int[team.Size + 1];
    }

    public int TableIntervals => spline.Intervals;

    public long TableBytes => layers.Sum(l => l.Weights.Tables.Bytes);

    public TableError TableError { get; }

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo)
    {
        AtomsCheck.Require(atoms, halo, present.Length, layers.Length);
        AtomsCheck.RequireRoom(atoms, results);
        neighbors.Update(atoms);
        PrepareElements(atoms.Species[..(atoms.LocalCount + atoms.GhostCount)]);
        Resize(atoms);
        IHaloExchange? ghosts = atoms.GhostMode ? halo : null;
        fixed (double* positions = atoms.Positions, shifts = neighbors.ImageShifts, forces = results.Forces, atomVirials = results.AtomVirials)
        fixed (int* species = atoms.Species, rowStart = neighbors.RowStart, neighbor = neighbors.Neighbor, image = neighbors.Image)
        {
            step = new Step
            {
                LocalCount = atoms.LocalCount,
                AllCount = atoms.LocalCount + atoms.GhostCount,
                Atoms = new EdgeFinder<L, V, T>.Atoms
                {
                    Positions = positions,
                    Species = species,
                    RowStart = rowStart,
                    Neighbor = neighbor,
                    Image = image,
                    Shifts = shifts,
                },
                Forces = forces,
                AtomVirials = atomVirials,
            };

            team.Run(stages.FindEdges);                     // v, d, interval of the radial tables, pair repulsion
            for (int t = 0; t < layers.Length - 1; t++)
            {
                Run(stages.ComputeLayer, t);                // x^t → A → B → h^(t+1), readout, x^(t+1)
                CarryFeatures(t + 1, ghosts);
            }

            Run(stages.ComputeAndReverseLastLayer, layers.Length - 1);
            for (int t = layers.Length - 2; t >= 0; t--)
            {
                CarryGradients(t + 1, ghosts);              // ∂E/∂x^(t+1) → ∂E/∂h^(t+1)
                Run(stages.ReverseLayer, t);
            }

            team.Run(stages.ReverseEdges);                  // ∂E/∂v → forces, virials
            team.Run(stages.AddThreads);
            CollectEnergies(atoms, ref results);            // E_i = E0 + scale·(ZBL + Σ_t readout_t(h^(t+1))) + shift
            step = default;                                 // the addresses end here
        }
    }

    public void Dispose()
    {
        team.Release();
        foreach (SimdLayer<L, V, T> layer in layers)
            layer.Dispose();
        foreach (SimdReadout<L, V, T> readout in readouts.SelectMany(r => r))
            readout.Dispose();
        foreach (Workspace<L, V, T> workspace in work)
            workspace.Dispose();
        edges.Dispose();
        h0.Dispose();
        siteEnergies.Dispose();
    }

    private void Run(Action<int> stage, int layer)
    {
        currentLayer = layer;
        team.Run(stage);
    }

    // x of the local atoms is there; ghosts get their owners'.
    private void CarryFeatures(int layer, IHaloExchange? halo)
    {
        if (halo is null)
            return;

        SimdLayer<L, V, T> next = layers[layer];
        haloRows.Forward(halo, next.Up(0), next.Weights.Convolution.FeatureComponents, step.LocalCount, step.AllCount);
    }

    private void CarryGradients(int layer, IHaloExchange? halo)
    {
        Run(stages.AddUpGradients, layer);
        if (halo is not null)
        {
            int components = layers[layer].Weights.Convolution.FeatureComponents;
            haloRows.Reverse(halo, work[0].UpGrad.Pointer, components, step.LocalCount, step.AllCount);
        }

        Run(stages.ReverseUp, layer);
    }

    private void CollectEnergies(in AtomsView atoms, ref ResultsView results)
    {
        results.Energy = 0;
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            int z = atoms.Species[i];
            if (z < 0)
                continue;

            double energy = e0[z] + scale * siteEnergies.Pointer[i];
            results.Energy += energy;
            if (!results.SiteEnergies.IsEmpty)
                results.SiteEnergies[i] += energy;
        }

        results.Virial.Clear();
        foreach (Workspace<L, V, T> thread in work)
        {
            for (int k = 0; k < thread.Virial.Length; k++)
                results.Virial[k] += thread.Virial[k];
        }
    }

    // What depends on elements is made when they first occur: tables of their pairs, maps, polynomials, x⁰.
    private void PrepareElements(ReadOnlySpan<int> species)
    {
        foreach (int z in species)
        {
            if (z >= 0)
                present[z] = true;
        }

        for (int z = 0; z < present.Length; z++)
        {
            if (!present[z] || known[z])
                continue;

            known[z] = true;
            foreach (SimdLayer<L, V, T> layer in layers)
                layer.Weights.Ensure(z, known);
            layers[0].ComputeUp(z, H0(z));
        }
    }

    private void Resize(in AtomsView atoms)
    {
        int all = atoms.LocalCount + atoms.GhostCount;
        edges.Layout(neighbors.RowStart, L.Count);
        siteEnergies.Ensure(atoms.LocalCount);
        DivideReceivers(atoms.LocalCount);
        for (int t = 0; t < layers.Length; t++)
            layers[t].Resize(atoms.LocalCount, t == 0 ? present.Length : all);
        foreach (Workspace<L, V, T> thread in work)
            thread.Resize(all, widestUpRow, longestReadout);
    }

    // Shares of the threads: consecutive receivers with about the same number of list entries.
    private void DivideReceivers(int localCount)
    {
        const int AtomWeight = 16; // work of an atom, in edges
        ReadOnlySpan<int> rowStart = neighbors.RowStart;
        long total = (localCount == 0 ? 0 : rowStart[localCount]) + (long)AtomWeight * localCount;
        int i = 0;
        for (int k = 1; k <= team.Size; k++)
        {
            while (i < localCount && (k == team.Size || rowStart[i] + (long)AtomWeight * i < total * k / team.Size))
                i++;
            receiverEnd[k] = i;
        }
    }

    private T* H0(int z) => h0.Pointer + (long)z * h0Row;

    private (NativeBuffer<T> Rows, int Length) PackEmbedding(double[,] table)
    {
        var layout = new ChannelLayout(table.GetLength(1), L.Count);
        int length = layout.RowLength(1);
        NativeBuffer<T> rows = NativeBuffer<T>.Zeros((long)table.GetLength(0) * length);
        for (int z = 0; z < table.GetLength(0); z++)
        {
            for (int c = 0; c < table.GetLength(1); c++)
                rows.Pointer[z * length + layout.Index(c, 0, 1)] = L.FromDouble(table[z, c]);
        }

        return (rows, length);
    }
}
