using System.Security.Cryptography;
using System.Text.Json;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.Pickle;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Import;

/// <summary>Every tensor and every derived fact of the reference models against upstream's own inventory.</summary>
public sealed class InventoryTests
{
    [Theory]
    [MemberData(nameof(ReferenceModels.WithInventory), MemberType = typeof(ReferenceModels))]
    public void TensorsAgree(string folder, string name)
    {
        using JsonDocument inventory = Inventory(folder, name);
        (_, TensorTable tensors) = Parts(folder, name);
        var names = new HashSet<string>();
        foreach (JsonElement expected in inventory.RootElement.GetProperty("state_dict").EnumerateArray())
        {
            string tensorName = expected.GetProperty("name").GetString()!;
            names.Add(tensorName);
            StoredTensor tensor = tensors.Get(tensorName);
            Assert.Equal(expected.GetProperty("dtype").GetString(), tensor.Type.TorchName());
            Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), tensor.Shape);
            Assert.Equal(expected.GetProperty("kind").GetString() == "parameter", tensor.IsParameter);
            if (expected.TryGetProperty("sha256_le", out JsonElement sha))
            {
                Assert.Equal(sha.GetString(), Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes)));
                double sum = expected.GetProperty("sum").GetDouble();
                Assert.Equal(sum, tensor.ToDoubles().Sum(), 1e-6 * Math.Max(1, expected.GetProperty("abs_sum").GetDouble()));
            }
            else
            {
                Assert.Equal(0, tensor.Count);
            }
        }

        Assert.Empty(tensors.All.Where(t => !names.Contains(t.Name)).Select(t => t.Name));
    }

    [Theory]
    [MemberData(nameof(ReferenceModels.WithInventory), MemberType = typeof(ReferenceModels))]
    public void HyperparametersAgree(string folder, string name)
    {
        using JsonDocument inventory = Inventory(folder, name);
        JsonElement module = inventory.RootElement.GetProperty("module");
        (MaceConfig config, TensorTable tensors) = Parts(folder, name);
        MaceModel model = MaceBuilder.Build(config, tensors);

        Assert.Equal(module.GetProperty("class").GetString()!.Split('.')[^1], config.ScaleShift ? "ScaleShiftMACE" : "MACE");
        JsonElement[] interactions = [.. module.GetProperty("interactions").EnumerateArray()];
        Assert.Equal(interactions.Length, model.Layers.Length);
        for (int t = 0; t < interactions.Length; t++)
        {
            LayerConfig layer = config.Layers[t];
            Interaction built = model.Layers[t].Interaction;
            string Text(string key) => interactions[t].GetProperty(key).GetString()!;
            string kind = layer.Kind switch
            {
                InteractionKind.RealAgnostic => "RealAgnosticInteractionBlock",
                InteractionKind.NonLinear => "RealAgnosticResidualNonLinearInteractionBlock",
                _ => $"RealAgnostic{layer.Kind}InteractionBlock",
            };
            Assert.Equal(Text("class"), kind);
            Assert.Equal(Text("node_feats_irreps"), layer.NodeIrreps.ToString());
            Assert.Equal(Text("target_irreps"), layer.TargetIrreps.ToString());
            Assert.Equal(Text("hidden_irreps"), layer.HiddenIrreps.ToString());
            Assert.Equal(double.Parse(Text("avg_num_neighbors"), System.Globalization.CultureInfo.InvariantCulture),
                layer.AvgNumNeighbors);

            JsonElement irreps = module.GetProperty("conv_tp_irreps")[t];
            Assert.Equal(irreps[0].GetString(), built.LinearUp.Out.ToString());
            Assert.Equal(irreps[2].GetString(), built.MessageIrreps.ToString());
            JsonElement[] paths = [.. module.GetProperty("conv_tp")[t].EnumerateArray()];
            Assert.Equal(paths.Length, built.ConvPaths.Length);
            for (int p = 0; p < paths.Length; p++)
            {
                ConvPath path = built.ConvPaths[p];
                Assert.Equal(paths[p].GetProperty("i_in1").GetInt32(), path.InBlock);
                Assert.Equal(paths[p].GetProperty("i_in2").GetInt32(), path.L2);
                Assert.Equal(paths[p].GetProperty("path_weight").GetDouble(), Math.Sqrt(path.W3j.Sum(x => x * x)), 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceModels.All), MemberType = typeof(ReferenceModels))]
    public void SymbolsOfTheFileAreWigner3j(string name)
    {
        (_, TensorTable tensors) = Parts("models", name);
        StoredTensor[] symbols = [.. tensors.All.Where(t => t.Name.Contains("._w3j_", StringComparison.Ordinal))];
        foreach (StoredTensor symbol in symbols)
        {
            int[] l = [.. symbol.Name.Split('_')[^3..].Select(int.Parse)];
            double tolerance = symbol.Type == TensorType.Float64 ? 1e-14 : 1e-7;
            Assert.All(symbol.ToDoubles().Zip(Wigner3j.Of(l[0], l[1], l[2])), p => Assert.Equal(p.Second, p.First, tolerance));
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceModels.All), MemberType = typeof(ReferenceModels))]
    public void EveryReferenceModelIsRead(string name)
    {
        MaceModel model = MaceImporter.Read(ReferenceModels.Path(name));
        Assert.Equal(name.Contains("f32", StringComparison.Ordinal), model.IsFloat32);
        Assert.Equal(model.Layers.Length, model.Readouts.Length);
    }

    private static JsonDocument Inventory(string folder, string name) =>
        JsonDocument.Parse(File.ReadAllText(TestData.Path("mace", folder, name + ".inventory.json")));

    private static (MaceConfig Config, TensorTable Tensors) Parts(string folder, string name)
    {
        using ByteSource source = ModelBytes.Open(ReferenceModels.Path(name, folder));
        return MaceImporter.ReadParts(new TorchArchive(source), name);
    }
}
