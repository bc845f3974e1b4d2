using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>One structure of one Deep Potential with what upstream computed for it; eV and Å.</summary>
public sealed record DpmdCase(DpmdModel Model, AtomSystem System, Evaluation Expected, bool HasAtomVirials)
{
    private static readonly Dictionary<string, Lazy<DpmdModel>> Models = [];

    /// <summary>Names of all cases: model, two underscores, structure.</summary>
    public static IEnumerable<string> All =>
        Directory.GetFiles(TestData.Path("deepmd", "golden"), "*.json").Order().Select(f => Path.GetFileNameWithoutExtension(f));

    /// <summary>A model of the golden set, read once per process.</summary>
    public static DpmdModel Read(string model)
    {
        lock (Models)
        {
            if (!Models.TryGetValue(model, out Lazy<DpmdModel>? lazy))
                Models[model] = lazy = new(() => ReadFile(TestData.Path("deepmd", "models", $"{model}.pth.gz")));
            return lazy.Value;
        }
    }

    public static DpmdCase Load(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("deepmd", "golden", $"{name}.json")));
        JsonElement root = golden.RootElement;
        DpmdModel model = ModelOf(name);
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
    /// The model of a case. Two are made from others: the uncompressed one by leaving out the tables of the compressed file, which still
    /// holds the nets, and the rule of TensorFlow for excluded pairs by exchanging the rule.
    /// </summary>
    private static DpmdModel ModelOf(string name)
    {
        string model = name[..name.IndexOf("__", StringComparison.Ordinal)];
        DpmdModel Compressed() => Read("s_emb_124_compressed_stride005");
        return model switch
        {
            "synthetic_s_emb_124_compressed_stride005" => Compressed(),
            "s_emb_124" => Compressed() with { Embedding = [.. Compressed().Embedding.Select(n => n! with { Table = null })] },
            _ when name.EndsWith("__tfrule", StringComparison.Ordinal) =>
                Read(model) with { Environment = Read(model).Environment with { Exclusion = ExclusionRule.WholeSection } },
            _ => Read(model),
        };
    }

    /// <summary>Upstream's atom virials are ∂E/∂v⊗v; ours are v⊗∂E/∂v. Their sums are symmetric.</summary>
    private static double[] Transposed(double[] matrices) =>
        [.. Enumerable.Range(0, matrices.Length).Select(k => matrices[k / 9 * 9 + k % 3 * 3 + k % 9 / 3])];

    private static DpmdModel ReadFile(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        return PthImporter.Read(source);
    }

    /// <summary>Numbers of nested arrays in order.</summary>
    private static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
