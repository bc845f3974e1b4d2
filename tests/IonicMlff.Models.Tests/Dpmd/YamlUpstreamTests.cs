using System.Text.Json;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Tests.Dpmd.Pb;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>DeePMD-kit's own .yaml test model with its own expectations.</summary>
public sealed class YamlUpstreamTests
{
    [UpstreamFact]
    public void Energies_forces_and_virials()
    {
        DpmdModel model = ModelFile.ReadDpmd(Path.Combine(PbModels.UpstreamFolder, "deeppot.yaml"));
        foreach (JsonElement result in UpstreamCase.Read("deeppot-testcase.json").GetProperty("results").EnumerateArray())
        {
            double[]? cell = result.TryGetProperty("box", out JsonElement box) && box.ValueKind == JsonValueKind.Array ? box.Numbers() : null;
            int[] types = [.. result.Numbers("atype").Select(t => (int)t)];
            int[] real = [.. Enumerable.Range(0, types.Length).Where(i => types[i] >= 0)]; // others are virtual: nothing acts on them
            double[] positions = [.. real.SelectMany(i => result.Numbers("coord")[(3 * i)..(3 * i + 3)])];
            double[] Expected(string name, int width) => [.. real.SelectMany(i => result.Numbers(name)[(width * i)..(width * i + width)])];

            Evaluation actual = UpstreamCase.Evaluate(model, [.. real.Select(i => types[i])], positions, cell);
            UpstreamCase.AssertRelative(Expected("atomic_energy", 1), actual.SiteEnergies, 1e-10, "site energies");
            UpstreamCase.AssertRelative(Expected("force", 3), actual.Forces, 1e-10, "forces");
            UpstreamCase.AssertRelative(UpstreamCase.Transposed(Expected("atomic_virial", 9)), actual.AtomVirials, 1e-10, "atom virials");
        }
    }
}
