using System.Globalization;
using System.Security.Cryptography;
using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Export;
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
    /// <param name="typeMap">Names of the types of a Deep Potential, in place of those in the file; null keeps those.</param>
    public static void Convert(string input, string output, ModelFacts? facts = null, IReadOnlyList<string>? typeMap = null)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(input));
        Opened opened = Read(source, typeMap);
        var provenance = new ModelProvenance(Path.GetFileName(input), Sha256(input), opened.Dpmd?.Source ?? TorchFormat, Now, Tool);
        Write(output, opened, facts ?? new ModelFacts(), opened.Record?.Provenance ?? provenance);
    }

    /// <summary>
    /// Writes a Deep Potential into our file, with golden frames of the reference back end. The file does not tell the time, so that
    /// equal models are equal files.
    /// </summary>
    public static void Write(string output, DpmdModel model, ModelFacts? facts = null, int goldenFrames = GoldenFrames.Usual) => Write(
        output, new Opened(new DpmdPotential(model), null, null, model), facts ?? new ModelFacts(),
        new ModelProvenance("", "", model.Source, "", Tool), goldenFrames);

    /// <summary>Writes a MACE model into our file, as the other overload.</summary>
    public static void Write(string output, MaceModel model, ModelFacts? facts = null, int goldenFrames = GoldenFrames.Usual)
    {
        var parts = MaceTensors.Of(model);
        var provenance = new ModelProvenance("", "", "trained by ilmlff", "", Tool);
        Write(output, Of(new Loaded(model, parts.Config, parts.Table(), null)), facts ?? new ModelFacts(), provenance, goldenFrames);
    }

    private static void Write(string output, Opened opened, ModelFacts facts, ModelProvenance provenance, int goldenFrames = GoldenFrames.Usual)
    {
        MetadataRecord? old = opened.Record;
        var record = new MetadataRecord
        {
            Config = opened.Mace?.Config,
            Dpmd = opened.Dpmd,
            AtomicNumbers = [.. opened.Potential.Info.AtomicNumbers],
            Cutoff = opened.Potential.Info.Cutoff,
            DType = (opened.Mace?.Model.IsFloat32 ?? opened.Dpmd!.IsFloat32) ? "float32" : "float64",
            IsolatedAtomEnergies = opened.Mace?.Model.AtomicEnergies ?? DpmdDescription.IsolatedAtoms((DpmdPotential)opened.Potential),
            Facts = facts.OrElse(old?.Facts ?? new ModelFacts()),
            Provenance = provenance,
            Parameters = old?.Parameters ?? [.. opened.Mace?.Tensors.All.Where(t => t.IsParameter).Select(t => t.Name) ?? []],
            Golden = GoldenFrames.Make(opened.Potential, goldenFrames),
        };
        SafetensorsWriter writer = Safetensors.Writer(record.ToJson(), opened.Mace?.Tensors.All ?? []);
        if (opened.Dpmd is { } deepmd)
        {
            DpmdModelJson.AddTensors(writer, deepmd);
        }

        writer.Write(output);
    }

    /// <summary>What is in a model file of any readable kind.</summary>
    public static ModelDescription Describe(string path) => Describe(path, null);

    /// <summary>The same, with other names of a Deep Potential's types where these are given.</summary>
    public static ModelDescription Describe(string path, IReadOnlyList<string>? typeMap)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        Opened opened = Read(source, typeMap);
        if (opened.Mace is not { } loaded)
        {
            return DpmdDescription.Of((DpmdPotential)opened.Potential, opened.Record);
        }

        return new ModelDescription
        {
            Format = loaded.Record is null ? TorchFormat : $"ilmlff safetensors, format {MetadataRecord.CurrentFormat}",
            Info = opened.Potential.Info,
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
    /// <returns>Deviations, or null when the file has no golden frames (any other kind than ours).</returns>
    /// <exception cref="IlmlffException">A frame deviates too much.</exception>
    public static GoldenReport? CheckGolden(string path, EvaluatorOptions options)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        Opened opened = Read(source);
        return opened.Record is { } record ? GoldenFrames.CheckAll(opened.Potential, options, record.Golden, path) : null;
    }

    /// <summary>A Deep Potential from a file of any kind that can hold one; with other names of its types where these are given.</summary>
    /// <exception cref="IlmlffException">The file is unreadable, or holds a model of another architecture.</exception>
    public static DpmdModel ReadDpmd(string path, IReadOnlyList<string>? typeMap = null)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        return Read(source, typeMap).Dpmd ?? throw IlmlffException.Usage($"{path} is a MACE model; a DeePMD model is needed.");
    }

    /// <summary>Opens a model of any readable kind.</summary>
    internal static IPotential Open(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        Opened opened = Read(source);
        return opened.Record is { Golden.Count: > 0 } record ? new GoldenCheckedPotential(opened.Potential, record.Golden, path)
            : opened.Potential;
    }

    /// <summary>Model, hyperparameters, tensors and record of a MACE file's bytes; takes ownership of the bytes.</summary>
    internal static Loaded Load(ByteSource bytes)
    {
        using ByteSource source = ModelFileKinds.Unpacked(bytes);
        return Read(source).Mace ?? throw IlmlffException.BadData($"{source.Name}: is a DeePMD model; a MACE model is expected.");
    }

    /// <summary>Reads a file of any kind.</summary>
    internal static Opened Read(ByteSource source, IReadOnlyList<string>? typeMap = null)
    {
        ModelFileKind kind = ModelFileKinds.Of(source);
        if (DpmdFile.TryRead(kind, source) is { } deepmd)
        {
            deepmd = Renamed(deepmd, typeMap);
            return new Opened(new DpmdPotential(deepmd), null, null, deepmd);
        }

        if (typeMap is not null)
        {
            throw IlmlffException.Usage($"{source.Name}: a type map is given, but only DeePMD-kit's files can get another one. Leave --type-map out.");
        }

        if (kind == ModelFileKind.TorchZip)
        {
            (MaceConfig config, TensorTable tensors) = MaceImporter.ReadParts(new TorchArchive(source), source.Name);
            return Of(new Loaded(MaceBuilder.Build(config, tensors), config, tensors, null));
        }

        var file = SafetensorsFile.Parse(source.Read(0, source.Length), source.Name);
        if (!file.Metadata.TryGetValue(MetadataRecord.Key, out string? text))
        {
            throw IlmlffException.BadData($"{source.Name}: a safetensors file without the metadata of ilmlff: weights without the architecture they belong to. "
                + "Convert the original model with 'ilmlff convert'.");
        }

        MetadataRecord record = MetadataRecord.Parse(text, file);
        return record.Dpmd is { } model ? OfDpmd(model, record, source.Name) : OfMace(record, Safetensors.Read(file), source.Name);
    }

    private static Opened OfMace(MetadataRecord record, TensorTable stored, string file)
    {
        MaceModel model = MaceBuilder.Build(record.Config!, stored);
        return record.AtomicNumbers.SequenceEqual(model.AtomicNumbers) && record.Cutoff == model.Cutoff
            && record.IsolatedAtomEnergies.Cast<double>().SequenceEqual(model.AtomicEnergies.Cast<double>())
            ? Of(new Loaded(model, record.Config!, stored, record))
            : throw IlmlffException.BadData($"{file}: its metadata and its tensors tell different elements, cutoffs or isolated-atom energies. Convert the original model again.");
    }

    private static Opened OfDpmd(DpmdModel model, MetadataRecord record, string file)
    {
        var potential = new DpmdPotential(model);
        return record.AtomicNumbers.SequenceEqual(potential.Info.AtomicNumbers) && record.Cutoff == model.Environment.Cutoff
            ? new Opened(potential, record, null, model)
            : throw IlmlffException.BadData($"{file}: its metadata and its model tell different elements or cutoffs. Convert the original model again.");
    }

    private static DpmdModel Renamed(DpmdModel model, IReadOnlyList<string>? typeMap) => typeMap is null ? model
        : typeMap.Count == model.TypeCount ? model with { TypeMap = [.. typeMap] }
        : throw IlmlffException.Usage($"The type map has {typeMap.Count} names ({string.Join(' ', typeMap.Select(t => Quote.Short(t)))}), but the model has {model.TypeCount} types"
            + (model.TypeMap.Length > 0 ? $", in the file called {string.Join(' ', model.TypeMap.Select(t => Quote.Short(t)))}." : "."));

    private static Opened Of(Loaded mace) => new(new MacePotential(mace.Model), mace.Record, mace, null);

    private static long CountParameters(Loaded loaded)
    {
        HashSet<string>? parameters = loaded.Record?.Parameters.ToHashSet(StringComparer.Ordinal);
        return loaded.Tensors.All.Where(t => parameters?.Contains(t.Name) ?? t.IsParameter).Sum(t => (long)t.Count);
    }

    private static string Now => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Tool => $"ilmlff {typeof(ModelFile).Assembly.GetName().Version?.ToString(3)}";

    private static string Sha256(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return System.Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>A model of any architecture; the record of our own files; what its architecture keeps besides.</summary>
internal sealed record Opened(IPotential Potential, MetadataRecord? Record, Loaded? Mace, DpmdModel? Dpmd);

/// <summary>A MACE model with all that was read of it.</summary>
internal sealed record Loaded(MaceModel Model, MaceConfig Config, TensorTable Tensors, MetadataRecord? Record);
