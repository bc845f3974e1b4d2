using System.Collections.Concurrent;
using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>One structure of one Deep Potential with what upstream computed for it; eV and Å.</summary>
public sealed record DpmdCase(DpmdModel Model, AtomSystem System, Evaluation Expected, bool HasAtomVirials)
{
    private static readonly Dictionary<string, Lazy<DpmdModel>> Models = [];
    private static readonly ConcurrentDictionary<string, DpmdModel> Compressed = [];

    /// <summary>Structures whose evaluation with the reference takes long.</summary>
    private static bool IsLarge(string name) => name.Contains("pyr14bf4_350", StringComparison.Ordinal)
        || (name.StartsWith("il_paper", StringComparison.Ordinal) && !name.EndsWith("cluster_ionpair_nopbc", StringComparison.Ordinal));

    /// <summary>Names of all quick cases: model, two underscores, structure.</summary>
    public static IEnumerable<string> All => Goldens.Where(n => !IsLarge(n));

    /// <summary>Names of the other cases.</summary>
    public static IEnumerable<string> Large => Goldens.Where(IsLarge);

    private static IEnumerable<string> Goldens =>
        Directory.GetFiles(TestData.Path("deepmd", "golden"), "*.json").Order().Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(n => !n.StartsWith("intermediate__", StringComparison.Ordinal) && !n.StartsWith("table_excerpt__", StringComparison.Ordinal));

    /// <summary>A model of the golden set, read once per process; from its .pth where there is one.</summary>
    public static DpmdModel Read(string model)
    {
        lock (Models)
        {
            if (!Models.TryGetValue(model, out Lazy<DpmdModel>? lazy))
            {
                string file = new[] { ".pth.gz", ".dp.gz" }.Select(e => TestData.Path("deepmd", "models", model + e)).First(File.Exists);
                Models[model] = lazy = new(() => ReadFile(file));
            }

            return lazy.Value;
        }
    }

    /// <summary>A model from a file of the golden set.</summary>
    public static DpmdModel ReadFile(string path) => DpmdFile.Read(ModelBytes.Open(path));

    public static DpmdCase Load(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("deepmd", "golden", $"{name}.json")));
        JsonElement root = golden.RootElement;
        DpmdModel model = ModelOf(name, root);
        Frame frame = ExtxyzReader.Read(TestData.Path("deepmd", "structures", root.GetProperty("structure").GetString()!)).Single();
        List<int> elements = [.. new DpmdPotential(model).Info.AtomicNumbers];
        bool hasAtomVirials = root.TryGetProperty("atomic_virial", out JsonElement atomVirials);
        return new DpmdCase(
            model,
            new AtomSystem([.. frame.AtomicNumbers.Select(z => elements.IndexOf(z))], frame.Positions, frame.Cell),
            new Evaluation(
                root.GetProperty("energy").GetDouble(),
                Numbers(root.GetProperty("forces")),
                Numbers(root.GetProperty("virial")),
                Numbers(root.GetProperty("atomic_energies")),
                hasAtomVirials ? Transposed(Numbers(atomVirials)) : []),
            hasAtomVirials);
    }

    /// <summary>
    /// The model of a case. Some are made from others: the one in TensorFlow's file from the .pth, compressed ones by making upstream's
    /// tables from the nets, and those under the rules of TensorFlow by exchanging the rule.
    /// </summary>
    private static DpmdModel ModelOf(string name, JsonElement golden)
    {
        string model = name[..name.IndexOf("__", StringComparison.Ordinal)];
        if (model == "synthetic_s_emb_124_compressed_stride005")
            return Read("s_emb_124_compressed_stride005");
        if (golden.TryGetProperty("compressed_from", out JsonElement source))
            return Compressed.GetOrAdd(model, _ => UpstreamTable.Compress(Read(source.GetString()!), golden.GetProperty("compress_info")));
        return name.EndsWith("__tfrule", StringComparison.Ordinal) ? WithTensorFlowRule(Read(model), golden.GetProperty("rule").GetString()!)
            : Read(model);
    }

    private static DpmdModel WithTensorFlowRule(DpmdModel model, string rule) => rule switch
    {
        _ when rule.Contains("of an excluded centre/section pair is zeroed", StringComparison.Ordinal) =>
            model with { Environment = model.Environment with { Exclusion = ExclusionRule.WholeSection } },
        _ when rule.Contains("nearest sel[t] of each type, no cap on the total", StringComparison.Ordinal) =>
            model with { Environment = model.Environment with { Overflow = OverflowRule.NearestPerType } },
        _ when rule.Contains("residual add only for layer index>=1 with equal width", StringComparison.Ordinal) =>
            model with
            {
                Fitting = [.. model.Fitting.Select(f => new FittingNet
                {
                    Layers = [.. f.Layers.Select((l, i) => i > 0 && l.Shortcut == Shortcut.Add ? l : l with { Shortcut = Shortcut.None })],
                })],
            },
        _ => throw new InvalidOperationException(rule),
    };

    /// <summary>Upstream's atom virials are ∂E/∂v⊗v; ours are v⊗∂E/∂v. Their sums are symmetric.</summary>
    private static double[] Transposed(double[] matrices) =>
        [.. Enumerable.Range(0, matrices.Length).Select(k => matrices[k / 9 * 9 + k % 3 * 3 + k % 9 / 3])];

    /// <summary>Numbers of nested arrays in order.</summary>
    internal static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
