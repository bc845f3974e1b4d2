using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Reads the environment matrix from the operation that makes it, with the float32 arithmetic of TensorFlow's switch.</summary>
internal static class PbEnvironmentReader
{
    private const int MaxTypes = 512;
    private const int MaxSlots = 1 << 20;
    private const float MaxCutoff = 1000; // Å

    /// <summary>Number of types.</summary>
    public static int ReadTypeCount(TensorGraph graph, GraphNode operation)
    {
        int sections = operation.Integers("sel_a").Count;
        GraphNode? node = graph.Attribute("descrpt_attr", "ntypes") ?? graph.Find("t_ntypes");
        double declared = node is null ? sections : graph.Doubles(node, 1)[0];
        return sections is > 0 and <= MaxTypes && declared == sections ? sections
            : throw graph.Bad($"{sections} entries of sel ({Quote.Short(operation.Name)}) for {declared} types; at most {MaxTypes} types are read. The file is damaged.");
    }

    /// <summary>The environment matrix.</summary>
    /// <param name="graph">Graph.</param>
    /// <param name="operation">ProdEnvMatA or an older operation in its place.</param>
    /// <param name="excluded">Excluded pairs.</param>
    public static EnvironmentMatrix Read(TensorGraph graph, GraphNode operation, bool[,] excluded)
    {
        float cutoff = Length(graph, operation, "rcut_r"), start = Length(graph, operation, "rcut_r_smth");
        if (!(cutoff > 0 && cutoff <= MaxCutoff && start >= 0 && start < cutoff))
        {
            throw graph.Bad(FormattableString.Invariant(
                $"rcut is {cutoff} Å and rcut_smth {start} Å ({operation.Name}); expected 0 ≤ rcut_smth < rcut ≤ {MaxCutoff} Å. The file is damaged."));
        }

        double[] sel = [.. operation.Integers("sel_a")];
        double slots = sel.Sum();
        if (sel.Any(s => s < 0) || slots is < 1 or > MaxSlots || operation.Integers("sel_r").Any(s => s != 0))
        {
            throw graph.Bad($"sel is {string.Join(' ', sel)} ({operation.Name}); expected numbers of 0 or more that are not all 0, and none in sel_r. The file is damaged.");
        }

        long count = (long)excluded.GetLength(0) * (long)slots * 4;
        double[] deviation = graph.Doubles(Statistics(graph, operation, 6, "t_std"), count);
        if (deviation.Contains(0))
        {
            throw graph.Bad("t_std holds a 0, by which the environment would be divided. The file is damaged.");
        }

        return new EnvironmentMatrix
        {
            Cutoff = ExactCutoff(graph, cutoff),
            SwitchStart = start,
            SwitchWidth = (float)(cutoff - start), // the operation subtracts in float32
            Sel = [.. sel.Select(s => (int)s)],
            NormalisationCount = ReadDivisor(graph, (int)slots),
            Average = graph.Doubles(Statistics(graph, operation, 5, "t_avg"), count),
            Deviation = deviation,
            Overflow = OverflowRule.NearestPerType,
            Excluded = excluded,
            Exclusion = ExclusionRule.WholeSection,
        };
    }

    private static float Length(TensorGraph graph, GraphNode operation, string name) => operation.Float(name) is { } x && float.IsFinite(x) ? x
        : throw graph.Bad($"the node '{Quote.Short(operation.Name)}' ({operation.Op}) has no {name}. The file is damaged.");

    /// <summary>The cutoff as it was written where it is stored in double as well; w is 0 beyond either.</summary>
    private static double ExactCutoff(TensorGraph graph, float cutoff) =>
        (graph.Attribute("descrpt_attr", "rcut") ?? graph.Find("t_rcut")) is { } node && graph.Doubles(node, 1)[0] is var exact && (float)exact == cutoff
            ? exact : cutoff;

    /// <summary>The constant behind an input of the operation, or else of that name.</summary>
    private static GraphNode Statistics(TensorGraph graph, GraphNode operation, int input, string name) =>
        (operation.Inputs.Count > input ? graph.ConstantBehind(operation.Inputs[input]) : null)
            ?? graph.Attribute("descrpt_attr", name) ?? graph.Find(name)
            ?? throw graph.Bad($"descrpt_attr/{name} is missing, by which the environment matrix is normalised. The file is damaged.");

    /// <summary>
    /// What GR is divided by: Σ original_sel where sel was changed afterwards, else Σ sel.
    /// </summary>
    private static int ReadDivisor(TensorGraph graph, int slots)
    {
        if (graph.Attribute("descrpt_attr", "original_sel") is not { } node)
        {
            return slots;
        }

        double sum = graph.Doubles(node).Sum();
        return sum is >= 1 and <= MaxSlots && sum == Math.Floor(sum) ? (int)sum
            : throw graph.Bad($"{node.Name} adds up to {sum}; expected a whole number from 1. The file is damaged.");
    }
}
