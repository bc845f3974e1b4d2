using System.Text.Json.Nodes;
using IonicMlff.Analysis.Density;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Molecules;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Structure;
using Xunit;

namespace IonicMlff.Analysis.Tests;

/// <summary>Real trajectories: density, displacements, radial distribution functions and molecules as the reference has them.</summary>
public class GoldenTests
{
    [Theory]
    [InlineData("bf4_npt_423")]
    [InlineData("bf4_tri_423")]
    [InlineData("li_npt_423")]
    public void Density(string folder) =>
        Golden.Equal(Golden.Json(folder, "density.json.gz"), Golden.Run(Golden.Request(folder), new DensityAnalysis()), 1e-10, 1e-13);

    [Theory]
    [InlineData("bf4_npt_423")]
    [InlineData("bf4_tri_423")]
    [InlineData("li_npt_423")]
    [InlineData("li_nvt_900")]
    [InlineData("vac_tfsi_700")]
    [InlineData("vac_pyr14_500")]
    public void Molecules(string folder) =>
        Golden.Equal(Golden.Json(folder, "molecules.json.gz"), Golden.Run(Golden.Request(folder), new MoleculesAnalysis()), 1e-10, 1e-9);

    [Theory]
    [InlineData("bf4_npt_423")]
    [InlineData("bf4_tri_423")]
    [InlineData("li_npt_423")]
    [InlineData("li_nvt_900")]
    public void Displacements_diffusion_and_conductivity(string folder)
    {
        JsonNode meta = Golden.Json(folder, "meta.json.gz");
        double dt = meta["frame_ps"]!.GetValue<double>();
        var options = new MsdOptions { Fit = (dt * meta["fit"]![0]!.GetValue<int>(), dt * meta["fit"]![1]!.GetValue<int>()) };
        Golden.Equal(Golden.Json(folder, "msd.json.gz"), Golden.Run(Golden.Request(folder), new MsdAnalysis(options)), 1e-8, 1e-8);
    }

    [Theory]
    [InlineData("bf4_npt_423")]
    [InlineData("bf4_tri_423")]
    [InlineData("li_npt_423")]
    [InlineData("li_nvt_900")]
    public void Radial_distribution_functions(string folder)
    {
        JsonNode meta = Golden.Json(folder, "meta.json.gz");
        double radius = meta["rmax_A"]!.GetValue<double>(), width = meta["bin_A"]!.GetValue<double>();
        string[] pairs = [.. meta["rdf"]!.AsArray().Select(p => $"{p![0]}-{p[1]}")];
        var options = new RdfOptions { Pairs = pairs, Radius = radius, Bins = (int)Math.Round(radius / width) };
        Golden.Equal(Golden.Json(folder, "rdf.json.gz"), Golden.Run(Golden.Request(folder), new RdfAnalysis(options)), 1e-10, 1e-12);
    }

    [Fact]
    public void Molecules_from_distances_give_the_same_displacements()
    {
        AnalysisRequest request = Golden.Request("bf4_tri_423") with { Bonds = BondChoice.Distances };
        var options = new MsdOptions { Fit = (2.5, 15) };
        Golden.Equal(Golden.Json("bf4_tri_423", "msd.json.gz"), Golden.Run(request, new MsdAnalysis(options)), 1e-8, 1e-8);
    }
}
