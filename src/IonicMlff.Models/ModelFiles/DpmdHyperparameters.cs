using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Hyperparameters of a Deep Potential in words, and the rules that its file kind implies.</summary>
internal sealed class DpmdHyperparameters
{
    private readonly List<KeyValuePair<string, string>> list = [];
    private readonly DpmdModel model;
    private readonly string[] types;

    private DpmdHyperparameters(DpmdPotential potential)
    {
        model = potential.Model;
        types = [.. potential.Info.AtomicNumbers.Select(PeriodicTable.Symbol)];
    }

    /// <summary>In a good order for printing.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(DpmdPotential potential)
    {
        var words = new DpmdHyperparameters(potential);
        words.AddEnvironment();
        words.AddNets();
        words.AddParameters();
        words.AddRules();
        return words.list;
    }

    private void AddEnvironment()
    {
        EnvironmentMatrix matrix = model.Environment;
        float start = (float)matrix.SwitchStart; // read as float32 in TensorFlow's files: 1.8 and not 1.7999999523162842
        Add("descriptor", $"se_e2_a, {(model.TypeOneSide ? "one net per neighbour type" : "one net per pair of types")}");
        Add("rcut_smth", $"{(start == matrix.SwitchStart ? start : matrix.SwitchStart)} Å");
        int slots = matrix.Sel.Sum();
        Add("sel", $"{string.Join(' ', matrix.Sel)}{(slots == matrix.NormalisationCount ? "" : $" (divided by {matrix.NormalisationCount})")}");
        if (matrix.Protection != 0)
        {
            Add("env_protection", $"{matrix.Protection} Å");
        }
    }

    private void AddNets()
    {
        DpmdLayer[]? embedding = model.Embedding.First(n => n is not null)!.Layers;
        DpmdLayer[] fitting = model.Fitting[0].Layers;
        if (embedding is not null)
        {
            Add("embedding net", $"{Net(embedding)}");
        }

        CompressedTable[] tables = [.. model.Embedding.Select(n => n?.Table).OfType<CompressedTable>()];
        Add("compressed", $"{(tables.Length == 0 ? "no" : Range(tables))}");
        Add("axis neurons", $"{model.AxisNeurons}");
        Add("fitting net", $"{Net(fitting[..^1])}");
        if (model.MinNeighborDistance is { } distance)
        {
            Add("smallest distance in the training data", $"{distance:g6} Å");
        }
    }

    private void AddParameters()
    {
        if (model.FrameParameters.Count > 0)
        {
            string missing = model.FrameParameters.Default is { } given ? $"{string.Join(' ', given)} where none are given" : "must be given";
            Add("frame parameters (fparam)", $"{model.FrameParameters.Count}, {missing}");
        }

        if (model.AtomParameters.Count > 0)
        {
            Add("atom parameters (aparam)", $"{model.AtomParameters.Count}, must be given");
        }
    }

    private void AddRules()
    {
        EnvironmentMatrix matrix = model.Environment;
        bool isTensorFlow = matrix.Overflow == OverflowRule.NearestPerType;
        Add("rules", $"{(isTensorFlow ? "TensorFlow's (as of .pb files)" : "PyTorch's (as of .pth, .dp and .yaml files)")}");
        Add("more neighbours than sel", $"{(isTensorFlow ? "the nearest of each type count" : "the nearest of all types count, of these the nearest of each type")}");
        string excluded = Pairs(matrix.Excluded);
        if (excluded.Length > 0)
        {
            Add("excluded pairs (exclude_types)", $"{excluded}; their empty slots {(matrix.Exclusion == ExclusionRule.WholeSection ? "are cleared" : "count")}");
        }

        if (matrix.PairExcluded is { } pairs && Pairs(pairs) is { Length: > 0 } left)
        {
            Add("excluded neighbours (pair_exclude_types)", $"{left}; their slots are empty");
        }

        if (model.AtomExcluded.Contains(true))
        {
            Add("atoms without energy (atom_exclude_types)", $"{string.Join(' ', types.Where((_, t) => model.AtomExcluded[t]))}");
        }
    }

    private static string Net(DpmdLayer[] layers) =>
        $"{string.Join(", ", layers.Select(l => l.Out))}, {layers[0].Activation}{(layers.Any(l => l.TimeStep is not null) ? ", with time steps (resnet_dt)" : "")}";

    private static string Range(CompressedTable[] tables) => string.Create(CultureInfo.InvariantCulture,
        $"tables of s from {tables.Min(t => t.Lower):g6} to {tables.Max(t => t.Upper):g6} in steps of {tables[0].Stride0:g6}, on to {tables.Max(t => t.Max):g6} in steps of {tables[0].Stride1:g6}");

    private string Pairs(bool[,] excluded)
    {
        var pairs = new List<string>();
        for (int a = 0; a < types.Length; a++)
        {
            for (int b = a; b < types.Length; b++)
            {
                if (excluded[a, b])
                {
                    pairs.Add($"{types[a]}-{types[b]}");
                }
            }
        }

        return string.Join(' ', pairs);
    }

    private void Add(string name, FormattableString value) => list.Add(new(name, value.ToString(CultureInfo.InvariantCulture)));
}
