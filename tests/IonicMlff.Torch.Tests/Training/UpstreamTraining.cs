using System.IO.Compression;
using System.Text.Json;
using IonicMlff.Data.Sets;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using IonicMlff.Torch.Training;
using IonicMlff.Torch.Training.Batches;
using TorchSharp;

namespace IonicMlff.Torch.Tests.Training;

/// <summary>What upstream MACE found on tiny frames: losses, gradients, steps.</summary>
internal static class UpstreamTraining
{
    public static JsonElement Json(string model, string file)
    {
        string path = TestData.Path("mace", "training", model, file);
        using Stream raw = File.OpenRead(path);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var document = JsonDocument.Parse(plain);
        return document.RootElement.Clone();
    }

    public static MaceModule Model(string model)
    {
        using var loaded = Models.Mace.Import.ModelBytes.Open(TestData.Path("mace", "models", model + ".model.gz"));
        return new MaceModule(ModelFile.Load(loaded).Model, torch.ScalarType.Float64);
    }

    public static LabelledBatch Batch(string model, string frames, DifferentiableModel of)
    {
        LabelledFrame[] labelled = [.. FrameSet.Open([new(TestData.Path("mace", "training", model, frames + ".extxyz"))])];
        BatchGeometry geometry = of.Geometry;
        return new(FrameBatch.From([.. labelled.Select(f => f.Frame)], geometry), BatchLabels.Of(labelled, geometry.DType, geometry.Device));
    }

    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];
}
