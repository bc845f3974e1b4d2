using System.IO.Compression;
using System.Text.Json;
using IonicMlff.Testing;

namespace IonicMlff.Training.Tests.Dpmd;

/// <summary>Upstream's reference numbers of training.</summary>
public static class TrainingGoldens
{
    public static JsonElement Read(string file)
    {
        string path = TestData.Path("deepmd", "training", file);
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    public static double[] Numbers(JsonElement e) => e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
