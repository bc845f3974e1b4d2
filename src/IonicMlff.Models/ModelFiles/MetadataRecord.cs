using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Models.ModelFiles;

/// <summary>
/// The metadata record of our model file: one JSON text under the key <see cref="Key"/> of the safetensors metadata.
/// </summary>
internal sealed record MetadataRecord
{
    /// <summary>Key in __metadata__.</summary>
    public const string Key = "ilmlff";

    /// <summary>Format written by this version; files of a higher one are refused.</summary>
    public const int CurrentFormat = 1;

    private const string DpmdHead = "Default";
    private const string MaceArchitecture = "MACE";
    private const string DpmdArchitecture = "DeePMD";

    /// <summary>Hyperparameters of a MACE model; null in the record of a Deep Potential.</summary>
    public MaceConfig? Config { get; init; }

    /// <summary>A Deep Potential; null in the record of a MACE model.</summary>
    public DpmdModel? Dpmd { get; init; }

    /// <summary>Heads, in model order.</summary>
    public string[] Heads => Config?.Heads ?? [DpmdHead];

    public required int[] AtomicNumbers { get; init; }

    public required double Cutoff { get; init; }

    public required string DType { get; init; }

    public required ModelFacts Facts { get; init; }

    public required ModelProvenance Provenance { get; init; }

    /// <summary>
    /// Isolated-atom energies, eV, [head][element], as a reader of the file wants to see them; the tensors decide.
    /// </summary>
    public required double[,] IsolatedAtomEnergies { get; init; }

    /// <summary>Names of the tensors that are parameters (the others are constants).</summary>
    public required string[] Parameters { get; init; }

    public required IReadOnlyList<GoldenFrame> Golden { get; init; }

    public string ToJson()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", CurrentFormat);
            json.WriteString("architecture", Dpmd is null ? MaceArchitecture : DpmdArchitecture);
            WriteTexts(json, "elements", AtomicNumbers.Select(PeriodicTable.Symbol));
            json.WriteNumber("cutoff", Cutoff);
            json.WriteStartObject("units");
            json.WriteString("energy", "eV");
            json.WriteString("length", "angstrom");
            json.WriteEndObject();
            json.WriteString("dtype", DType);
            json.WriteStartObject("isolated_atom_energies");
            for (int h = 0; h < IsolatedAtomEnergies.GetLength(0); h++)
            {
                json.WriteStartObject(Heads[h]);
                for (int z = 0; z < AtomicNumbers.Length; z++)
                {
                    json.WriteNumber(PeriodicTable.Symbol(AtomicNumbers[z]), IsolatedAtomEnergies[h, z]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            WriteFacts(json);
            WriteProvenance(json);
            if (Config is { } mace)
            {
                json.WritePropertyName("mace");
                MaceConfigJson.Write(json, mace);
            }

            if (Dpmd is { } deepmd)
            {
                json.WritePropertyName(DpmdModelJson.Key);
                DpmdModelJson.Write(json, deepmd);
            }

            WriteTexts(json, "parameters", Parameters);
            json.WriteStartArray("golden_frames");
            foreach (GoldenFrame frame in Golden)
            {
                frame.Write(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Reads the record of a file; a Deep Potential is read with its tensors.</summary>
    public static MetadataRecord Parse(string text, SafetensorsFile tensors)
    {
        string file = tensors.Name;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            return Read(new JsonFields(document.RootElement, file, Key), tensors);
        }
        catch (JsonException e)
        {
            throw IlmlffException.BadData($"{file}: its metadata record is no JSON ({Quote.Short(e.Message)}). The file is damaged.", e);
        }
    }

    private static MetadataRecord Read(JsonFields json, SafetensorsFile tensors)
    {
        string file = tensors.Name;
        int format = json.Integer("format");
        if (format is < 1 or > CurrentFormat)
        {
            throw IlmlffException.BadData($"{file}: has format {format}, this version of ilmlff reads format {CurrentFormat}. Use a newer version of ilmlff.");
        }

        string architecture = json.Text("architecture");
        if (architecture is not (MaceArchitecture or DpmdArchitecture))
        {
            throw IlmlffException.BadData($"{file}: holds a model of architecture '{Quote.Short(architecture)}', this version of ilmlff reads MACE and DeePMD. Use a newer version of ilmlff.");
        }

        JsonFields units = json.Object("units");
        if (units.Text("energy") != "eV" || units.Text("length") != "angstrom")
        {
            throw units.Wrong("energy", "eV (with length in angstrom)");
        }

        MaceConfig? config = null;
        DpmdModel? deepmd = null;
        if (architecture == MaceArchitecture)
        {
            config = MaceConfigJson.Read(json.Object("mace"));
            ConfigLimits.Check(config, file);
        }
        else
        {
            deepmd = new DpmdModelReader(json.Object(DpmdModelJson.Key), tensors).Read();
        }

        string[] heads = config?.Heads ?? [DpmdHead];
        string[] elements = json.Texts("elements");
        JsonFields energies = json.Object("isolated_atom_energies");
        var isolated = new double[heads.Length, elements.Length];
        for (int h = 0; h < heads.Length; h++)
        {
            JsonFields row = energies.Object(heads[h]);
            for (int z = 0; z < elements.Length; z++)
            {
                isolated[h, z] = row.Number(elements[z]);
            }
        }

        return new MetadataRecord
        {
            Config = config,
            Dpmd = deepmd,
            AtomicNumbers = [.. elements.Select(e =>
                PeriodicTable.TryAtomicNumber(e, out int z) ? z : throw json.Wrong("elements", "a list of element symbols"))],
            Cutoff = json.Number("cutoff"),
            DType = json.Text("dtype"),
            IsolatedAtomEnergies = isolated,
            Facts = ReadFacts(json.Object("facts")),
            Provenance = ReadProvenance(json.Object("provenance")),
            Parameters = json.Texts("parameters"),
            Golden = [.. json.Objects("golden_frames").Take(64).Select(f =>
                GoldenFrame.Read(f, elements.Length, json.Number("cutoff")))],
        };
    }

    private void WriteFacts(Utf8JsonWriter json)
    {
        json.WriteStartObject("facts");
        json.WriteString("level_of_theory", Facts.LevelOfTheory);
        json.WriteString("dispersion", Facts.Dispersion);
        json.WriteString("training_data_sha256", Facts.TrainingDataSha256);
        json.WriteString("licence", Facts.Licence);
        json.WriteString("isolated_atom_energies_origin", Facts.IsolatedAtomEnergiesOrigin);
        if (Facts.Training is { } training)
            json.WriteString("training", training);
        if (Facts.Description is { } description)
            json.WriteString("description", description);
        json.WriteEndObject();
    }

    private static ModelFacts ReadFacts(JsonFields json) => new()
    {
        LevelOfTheory = json.OptionalText("level_of_theory"),
        Dispersion = json.OptionalText("dispersion"),
        TrainingDataSha256 = json.OptionalText("training_data_sha256"),
        Licence = json.OptionalText("licence"),
        IsolatedAtomEnergiesOrigin = json.OptionalText("isolated_atom_energies_origin"),
        Training = json.OptionalText("training"),
        Description = json.OptionalText("description"),
    };

    private void WriteProvenance(Utf8JsonWriter json)
    {
        json.WriteStartObject("provenance");
        json.WriteString("source_file", Provenance.SourceFile);
        json.WriteString("source_sha256", Provenance.SourceSha256);
        json.WriteString("source_format", Provenance.SourceFormat);
        json.WriteString("converted", Provenance.Converted);
        json.WriteString("tool", Provenance.Tool);
        json.WriteEndObject();
    }

    private static ModelProvenance ReadProvenance(JsonFields json) => new(
        json.Text("source_file"), json.Text("source_sha256"), json.Text("source_format"), json.Text("converted"),
            json.Text("tool"));

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
