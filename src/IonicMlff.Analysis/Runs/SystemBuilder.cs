using System.Diagnostics.CodeAnalysis;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>Joins what topology file, trajectory and user say of the atoms, and finds the molecules.</summary>
internal static class SystemBuilder
{
    /// <summary>Reads topology and first frame; false with the fault when they do not serve.</summary>
    public static bool TryBuild(
        AnalysisRequest request, ITrajectory trajectory, out AnalysisSystem system, [NotNullWhen(true)] out AnalysisFrame? first, out TrajectoryFault? fault)
    {
        first = null;
        Topology? file = request.TopologyFile is { } path ? TopologyFiles.Read(path, request.Elements) : null;
        Topology topology = Joined(trajectory.Atoms, file, request.Elements, request.Trajectory);
        system = Describe(request, MoleculeSet.From(topology with { Bonds = [] }), "none");
        fault = trajectory.Fault is { } early && trajectory.Atoms.Count == 0 ? early : Mismatch(trajectory, file, request.TopologyFile);
        if (fault is not null)
            return false;
        var frame = new TrajectoryFrame(trajectory.Atoms.Count);
        if (!trajectory.TryRead(frame))
        {
            fault = trajectory.Fault ?? new TrajectoryFault(FaultKind.Empty, trajectory.Name, "the file has no frame.");
            return false;
        }

        (Topology bonded, string source) = Bonded(topology, frame, request);
        system = Describe(request, MoleculeSet.From(bonded), source);
        first = new AnalysisFrame(system.Molecules);
        first.Data.CopyFrom(frame);
        first.Filled(0);
        return true;
    }

    private static AnalysisSystem Describe(AnalysisRequest request, MoleculeSet molecules, string bondSource) => new()
    {
        Trajectory = request.Trajectory,
        TopologyFile = request.TopologyFile,
        Topology = molecules.Topology,
        Molecules = molecules,
        BondSource = bondSource,
        Temperature = request.Temperature,
        Threads = request.Threads,
    };

    private static Topology Joined(TrajectoryAtoms atoms, Topology? file, IReadOnlyList<string> symbols, string name)
    {
        int[]? elements = file?.Elements ?? ByType(atoms.Types, symbols, name) ?? (atoms.Elements is { } e && !e.Contains(0) ? e : null);
        double[]? masses = file?.Masses ?? atoms.Masses ?? (elements is null ? null : Array.ConvertAll(elements, PeriodicTable.Weight));
        return new Topology(atoms.Count)
        {
            Source = file?.Source ?? name,
            Ids = atoms.Ids ?? file?.Ids,
            Elements = elements,
            Masses = masses,
            Charges = file?.Charges ?? atoms.Charges,
            Types = atoms.Types ?? file?.Types,
            Names = file?.Names,
            MoleculeNumbers = file?.MoleculeNumbers ?? atoms.Molecules,
            Bonds = file?.Bonds,
            Positions = file?.Positions,
            Cell = file?.Cell ?? default,
            Corner = file?.Corner ?? default,
        };
    }

    private static int[]? ByType(int[]? types, IReadOnlyList<string> symbols, string name)
    {
        if (types is null || symbols.Count == 0)
            return null;
        int[] elements = [.. symbols.Select(PeriodicTable.AtomicNumber)];
        int largest = types.Max();
        return largest <= elements.Length ? Array.ConvertAll(types, t => elements[t - 1])
            : throw IlmlffException.Usage($"--elements names {elements.Length} elements; {name} has types up to {largest}. Give one symbol per type.");
    }

    private static TrajectoryFault? Mismatch(ITrajectory trajectory, Topology? file, string? path)
    {
        if (file is null)
            return null;
        TrajectoryAtoms atoms = trajectory.Atoms;
        if (file.AtomCount != atoms.Count)
            return Fault($"{path} has {file.AtomCount} atoms, the trajectory {atoms.Count}.", null);
        for (int k = 0; k < atoms.Count; k++)
        {
            if (atoms.Ids is { } ids && ids[k] != file.Id(k))
                return Fault($"the trajectory has an atom {ids[k]}, {path} an atom {file.Id(k)} in its place.", ids[k]);
            if (atoms.Types is { } types && file.Types is { } own && types[k] != own[k])
                return Fault($"type {types[k]} in the trajectory, {own[k]} in {path}.", atoms.Id(k));
            if (atoms.Elements is { } elements && elements[k] != 0 && file.Elements is { } ours && elements[k] != ours[k])
                return Fault($"{PeriodicTable.Symbol(elements[k])} in the trajectory, {PeriodicTable.Symbol(ours[k])} in {path}.", atoms.Id(k));
        }

        return null;

        TrajectoryFault Fault(string text, long? id) => new(FaultKind.TopologyMismatch, trajectory.Name, text + " Give the topology of this run.") { AtomId = id };
    }

    private static (Topology Topology, string Source) Bonded(Topology topology, TrajectoryFrame first, AnalysisRequest request)
    {
        switch (request.Bonds)
        {
            case BondChoice.Auto or BondChoice.Topology when topology.Bonds is not null:
                return (topology, "topology");
            case BondChoice.Topology:
                throw IlmlffException.Usage($"{request.TopologyFile ?? request.Trajectory} has no bonds; give --topology FILE with bonds, or --bonds distances.");
            case BondChoice.None:
                return (topology with { Bonds = [] }, "none");
            case BondChoice.Distances when topology.Elements is null:
                throw IlmlffException.Usage($"--bonds distances needs elements; give --topology FILE or --elements, one symbol per LAMMPS type.");
            default:
                return topology.Elements is null
                    ? (topology with { Bonds = [] }, "none")
                    : (topology with { Bonds = BondPerception.Find(topology.Elements, first.Positions, first.Cell) }, "distances");
        }
    }
}
