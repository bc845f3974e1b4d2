using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Import;

/// <summary>The model files written by upstream.</summary>
public static class ReferenceModels
{
    /// <summary>Names of all models in tests/data/mace/models.</summary>
    public static TheoryData<string> All => [.. Names("models")];

    /// <summary>Models with an inventory, as folder/name.</summary>
    public static TheoryData<string, string> WithInventory
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string folder in new[] { "models", "trained" })
            {
                foreach (string name in Names(folder).Where(n =>
                    File.Exists(TestData.Path("mace", folder, n + ".inventory.json"))))
                {
                    data.Add(folder, name);
                }
            }

            return data;
        }
    }

    /// <summary>Path of an unpacked model.</summary>
    public static string Path(string name, string folder = "models") => TestData.Unpacked("mace", folder, name + ".model.gz");

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(TestData.Path("mace", folder), "*.model.gz")
        .Select(f => System.IO.Path.GetFileName(f)[..^".model.gz".Length])
        .Order(StringComparer.Ordinal);
}
