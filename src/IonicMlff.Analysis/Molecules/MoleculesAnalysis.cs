using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Molecules;

/// <summary>The molecules of the system, found from bonds of the topology and from distances, and whether both agree.</summary>
public sealed class MoleculesAnalysis : FrameAnalysis<bool>
{
    private AnalysisSystem? _system;
    private (int I, int J)[]? _byDistance;
    private double? _margin;
    private double[] _centers = [];

    /// <inheritdoc/>
    public override string Name => "molecules";

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first)
    {
        _system = system;
        _centers = [.. first.Centers];
        if (system.Topology.Elements is { } elements)
        {
            _byDistance = BondPerception.Find(elements, first.Positions, first.Cell);
            _margin = BondMargin.Smallest(elements, first.Positions, first.Cell);
        }
    }

    /// <inheritdoc/>
    protected override bool Measure(AnalysisFrame frame) => true;

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, bool measured)
    {
    }

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        Topology topology = _system!.Topology;
        MoleculeSet molecules = _system.Molecules;
        bool hasTopology = _system.BondSource == "topology";
        bool? sameBonds = hasTopology && _byDistance is { } b ? b.AsSpan().SequenceEqual(topology.Bonds) : null;
        bool? sameMolecules = hasTopology && _byDistance is { } found ? Same(molecules, MoleculeSet.From(topology with { Bonds = found })) : null;
        var json = new JsonObject
        {
            ["formula"] = "bond if minimum-image distance < rcov_i + rcov_j + 0.4 A; rcov (A): Cordero 2008: " + Radii(topology) + "; alkali metals never bond; molecules = connected components",
            ["units"] = "ids as in the file; A, g/mol, e",
            ["bonds_from_distances"] = _byDistance?.Length,
            ["bonds_from_topology"] = hasTopology ? topology.Bonds!.Length : null,
            ["same_bonds"] = sameBonds,
            ["smallest_margin_to_bond_limit_A"] = Json.Number(_margin),
            ["same_molecules"] = sameMolecules,
            ["molecules"] = new JsonArray([.. molecules.All.Select(m => (JsonNode)Describe(m, topology))]),
            ["frame0_com_whole_A"] = new JsonArray([.. _centers.Chunk(3).Select(c => (JsonNode)Json.Numbers(c))]),
        };
        return new AnalysisResult(Name, json)
        {
            Quantity = "molecules",
            Lines = [.. molecules.Kinds.Select(k => Line(k, molecules))],
            Remarks = sameMolecules is false ? ["The distances of the first frame give other molecules than the topology: is this the topology of the run?"] : [],
            Tables = [Table(molecules, topology)],
        };
    }

    private static bool Same(MoleculeSet a, MoleculeSet b) => a.All.Count == b.All.Count && a.MoleculeOf.AsSpan().SequenceEqual(b.MoleculeOf);

    private static string Radii(Topology topology) => topology.Elements is { } elements
        ? string.Join(", ", elements.Distinct().Order().Select(z => string.Create(CultureInfo.InvariantCulture, $"{Core.Elements.PeriodicTable.Symbol(z)} {BondPerception.Radius(z)}")))
        : "(elements are not known)";

    private static JsonObject Describe(Molecule m, Topology topology)
    {
        long first = topology.Id(m.Atoms[0]), last = topology.Id(m.Atoms[^1]);
        return new JsonObject
        {
            ["index"] = m.Index,
            ["species"] = m.Kind.Name,
            ["formula"] = m.Kind.Formula,
            ["first_id"] = first,
            ["last_id"] = last,
            ["n_atoms"] = m.Atoms.Length,
            ["contiguous_ids"] = last - first + 1 == m.Atoms.Length,
            ["charge_topology"] = topology.Charges is { } q ? Json.Number(Math.Round(m.Atoms.Sum(a => q[a]), 6)) : null,
            ["mass_g_mol"] = Json.Number(m.Mass),
        };
    }

    private static (string, string) Line(MoleculeKind kind, MoleculeSet molecules)
    {
        Molecule first = molecules.Of(kind)[0];
        string mass = first.Mass is double m ? string.Create(CultureInfo.InvariantCulture, $", {m:F3} g/mol") : "";
        return ($"{molecules.Of(kind).Count} {kind.Name}", string.Create(CultureInfo.InvariantCulture, $"{kind.Formula}, {first.Atoms.Length} atoms, charge {kind.Charge:+0;-0;0}{mass}"));
    }

    private static ResultTable Table(MoleculeSet molecules, Topology topology) => new(
        "molecules",
        [new("molecule", 0), new("kind", 0), new("first_id", 0), new("last_id", 0), new("atoms", 0), new("mass_g_mol")],
        molecules.All.Select(m => new[] { m.Index, m.Kind.Index, topology.Id(m.Atoms[0]), topology.Id(m.Atoms[^1]), m.Atoms.Length, m.Mass ?? double.NaN }));
}
