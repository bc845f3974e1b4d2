using System.Globalization;
using System.Security.Cryptography;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Our own model file (safetensors with a metadata record): writing, reading, describing.</summary>
public static class ModelFile
{
    private const string TorchFormat = "MACE .model (torch.save)";

    /// <summary>
    /// Converts any readable model to our file. The tensors of the source are kept as they are; golden frames are computed with
    /// the reference back end. The file appears at <paramref name="output"/> only when it is complete.
    /// </summary>
    /// <param name="input">Model to read.</param>
    /// <param name="output">File to write; an existing one is replaced.</param>
    /// <param name="facts">What is known about the model besides; facts in the source are kept where these say nothing.</param>
    public static void Convert(string input, string output, ModelFacts? facts = null)
    {
        Loaded source = Load(input);
        MetadataRecord? old = source.Record;
        var potential = new MacePotential(source.Model);
        var record = new MetadataRecord
        {
            Config = source.Config,
            AtomicNumbers = source.Model.AtomicNumbers,
            Cutoff = source.Model.Cutoff,
            DType = source.Model.IsFloat32 ? "float32" : "float64",
            IsolatedAtomEnergies = source.Model.AtomicEnergies,
            Facts = (facts ?? new ModelFacts()).OrElse(old?.Facts ?? new ModelFacts()),
            Provenance = old?.Provenance ?? new ModelProvenance(
                Path.GetFileName(input), Sha256(input), TorchFormat,
                    DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), Tool),
            Parameters = old?.Parameters ?? [.. source.Tensors.All.Where(t => t.IsParameter).Select(t => t.Name)],
            Golden = GoldenFrames.Make(potential),
        };
        Safetensors.Writer(record.ToJson(), source.Tensors.All).Write(output);
    }

    /// <summary>What is in a model file of any readable kind.</summary>
    public static ModelDescription Describe(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        if (DpmdFile.TryRead(ModelFileKinds.Of(source), source) is { } deepmd)
        {
            return DpmdDescription.Of(new DpmdPotential(deepmd));
        }

        Loaded loaded = LoadMace(source);
        return new ModelDescription
        {
            Format = loaded.Record is null ? TorchFormat : $"ilmlff safetensors, format {MetadataRecord.CurrentFormat}",
            Info = new MacePotential(loaded.Model).Info,
            DType = loaded.Model.IsFloat32 ? "float32" : "float64",
            ParameterCount = CountParameters(loaded),
            Hyperparameters = ModelDescription.HyperparametersOf(loaded.Model, loaded.Config),
            IsolatedAtomEnergies = loaded.Model.AtomicEnergies,
            Facts = loaded.Record?.Facts ?? new ModelFacts(),
            Provenance = loaded.Record?.Provenance,
            GoldenFrames = loaded.Record?.Golden ?? [],
        };
    }

    /// <summary>Evaluates the golden frames of our model file with the given options; frames of all heads count.</summary>
    /// <returns>Deviations, or null when the file has no golden frames (a .model, or a DeePMD-kit model).</returns>
    /// <exception cref="IlmlffException">A frame deviates too much.</exception>
    public static GoldenReport? CheckGolden(string path, EvaluatorOptions options)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        if (ModelFileKinds.IsDeepmd(ModelFileKinds.Of(source)))
        {
            return null;
        }

        Loaded loaded = LoadMace(source);
        return loaded.Record is { } record
            ? GoldenFrames.CheckAll(new MacePotential(loaded.Model), options, record.Golden, path) : null;
    }

    /// <summary>Opens a model of any readable kind.</summary>
    internal static IPotential Open(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        if (DpmdFile.TryRead(ModelFileKinds.Of(source), source) is { } deepmd)
        {
            return new DpmdPotential(deepmd);
        }

        Loaded loaded = LoadMace(source);
        var potential = new MacePotential(loaded.Model);
        return loaded.Record is { Golden.Count: > 0 } record ? new GoldenCheckedPotential(potential, record.Golden, path)
            : potential;
    }

    /// <summary>Model, hyperparameters, tensors and record of a MACE file's bytes; takes ownership of the bytes.</summary>
    internal static Loaded Load(ByteSource bytes)
    {
        using ByteSource source = ModelFileKinds.Unpacked(bytes);
        return LoadMace(source);
    }

    private static Loaded LoadMace(ByteSource source)
    {
        ModelFileKind kind = ModelFileKinds.Of(source);
        if (ModelFileKinds.IsDeepmd(kind))
        {
            throw IlmlffException.BadData(
                $"{source.Name}: is a DeePMD-kit model; only MACE models are converted. Use the file as it is.");
        }

        if (kind == ModelFileKind.TorchZip)
        {
            (MaceConfig config, TensorTable tensors) = MaceImporter.ReadParts(new TorchArchive(source), source.Name);
            return new Loaded(MaceBuilder.Build(config, tensors), config, tensors, null);
        }

        (IReadOnlyDictionary<string, string> metadata, TensorTable stored) = Safetensors.Read(source);
        if (!metadata.TryGetValue(MetadataRecord.Key, out string? text))
        {
            throw IlmlffException.BadData($"{source.Name}: a safetensors file without the metadata of ilmlff: weights without the architecture they belong to. "
                + "Convert the original model with 'ilmlff convert'.");
        }

        MetadataRecord record = MetadataRecord.Parse(text, source.Name);
        MaceModel model = MaceBuilder.Build(record.Config, stored);
        return record.AtomicNumbers.SequenceEqual(model.AtomicNumbers) && record.Cutoff == model.Cutoff
            && record.IsolatedAtomEnergies.Cast<double>().SequenceEqual(model.AtomicEnergies.Cast<double>())
            ? new Loaded(model, record.Config, stored, record)
            : throw IlmlffException.BadData($"{source.Name}: its metadata and its tensors tell different elements, cutoffs or isolated-atom energies. Convert the original model again.");
    }

    private static long CountParameters(Loaded loaded)
    {
        HashSet<string>? parameters = loaded.Record?.Parameters.ToHashSet(StringComparer.Ordinal);
        return loaded.Tensors.All.Where(t => parameters?.Contains(t.Name) ?? t.IsParameter).Sum(t => (long)t.Count);
    }

    private static Loaded Load(string path) => Load(ModelBytes.Open(path));

    private static string Tool => $"ilmlff {typeof(ModelFile).Assembly.GetName().Version?.ToString(3)}";

    private static string Sha256(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return System.Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>A model with all that was read of it.</summary>
internal sealed record Loaded(MaceModel Model, MaceConfig Config, TensorTable Tensors, MetadataRecord? Record);
