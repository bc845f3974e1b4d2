using System.Text.Json;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Export;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Tests.Mace.Import;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Export;

/// <summary>Taking a model apart is the exact inverse of reading it.</summary>
public sealed class MaceTensorsTests
{
    public static TheoryData<string, string> Models => ReferenceModels.WithInventory;

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_put_together_again_is_the_same_to_the_last_bit(string folder, string name)
    {
        MaceModel model = MaceImporter.Read(ReferenceModels.Path(name, folder));
        MaceModel again = MaceTensors.Of(model).Build();
        Assert.Equal(Text(model), Text(again));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Parameters_have_upstreams_names_shapes_and_order(string folder, string name)
    {
        MaceModel model = MaceImporter.Read(ReferenceModels.Path(name, folder));
        using JsonDocument inventory = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("mace", folder, name + ".inventory.json")));
        string[] expected = [.. inventory.RootElement.GetProperty("state_dict").EnumerateArray()
            .Where(t => t.GetProperty("kind").GetString() == "parameter")
            .Select(t => (Name: t.GetProperty("name").GetString()!, Shape: t.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()).ToArray()))
            .Where(t => !t.Shape.Contains(0) && !t.Name.StartsWith("radial_embedding", StringComparison.Ordinal))
            .Select(t => $"{t.Name} ({string.Join(',', t.Shape)})")];
        string[] actual = [.. MaceTensors.Of(model).All.Where(t => t.IsParameter).Select(t => $"{t.Name} ({string.Join(',', t.Shape)})")];
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("mh1_like")]
    [InlineData("paper_litfsi_f32")]
    public void A_written_definition_is_read_back_unchanged(string name)
    {
        MaceModel model = MaceImporter.Read(ReferenceModels.Path(name));
        string file = Path.Combine(TestData.Scratch, name + "-written.safetensors");
        ModelFile.Write(file, model);
        using var bytes = ModelBytes.Open(file);
        Assert.Equal(Text(model), Text(ModelFile.Load(bytes).Model));
    }

    [Fact]
    public void Other_numbers_replace_those_of_one_tensor_only()
    {
        MaceTensors parts = MaceTensors.Of(MaceImporter.Read(ReferenceModels.Path("var_i1_abs")));
        MaceTensors other = parts.With(n => n == "products.0.linear.weight" ? new double[Count(parts, n)] : null, isFloat32: false);
        Assert.All(other.Build().Layers[0].Product.Linear.Blocks, b => Assert.All(b.Weight, w => Assert.Equal(0, w)));
        Assert.Equal(Text(parts.Build().Layers[0].Interaction), Text(other.Build().Layers[0].Interaction));
    }

    private static int Count(MaceTensors parts, string name) => parts.All.Single(t => t.Name == name).Values.Length;

    // JSON prints every double so that it reads back exactly.
    private static string Text(object model) => JsonSerializer.Serialize(model, model.GetType(), Plain);

    private static readonly JsonSerializerOptions Plain = new()
    {
        Converters = { new TableConverter(), new RuntimeTypeConverter<Readout>(), new RuntimeTypeConverter<RadialNetwork>() },
    };

    private sealed class RuntimeTypeConverter<T> : System.Text.Json.Serialization.JsonConverter<T> where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }

    private sealed class TableConverter : System.Text.Json.Serialization.JsonConverter<double[,]>
    {
        public override double[,] Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, double[,] value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.GetLength(0)}:{string.Join(' ', value.Cast<double>().Select(x => x.ToString("R")))}");
    }
}
