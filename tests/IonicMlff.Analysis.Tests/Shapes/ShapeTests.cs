using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Errors;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Shapes;

/// <summary>Shapes of TFSI and PYR14 against reference trajectories, and a known distribution of a dihedral.</summary>
public class ShapeTests
{
    [Theory]
    [InlineData("li_npt_423")]
    [InlineData("li_nvt_900")]
    [InlineData("vac_tfsi_700")]
    public void Tfsi(string folder)
    {
        (JsonObject found, ResultTable table) = Golden.RunWithTable(Golden.Request(folder), new TfsiAnalysis());
        Golden.Equal(Golden.Json(folder, "tfsi.json.gz"), found, 1e-12, 1e-12);
        Golden.SameTable(folder, "tfsi_angles.csv.gz", table, 2e-10);
    }

    [Theory]
    [InlineData("bf4_npt_423")]
    [InlineData("bf4_tri_423")]
    [InlineData("li_npt_423")]
    [InlineData("li_nvt_900")]
    [InlineData("vac_pyr14_500")]
    public void Pyr14(string folder)
    {
        (JsonObject found, ResultTable table) = Golden.RunWithTable(Golden.Request(folder), new Pyr14Analysis(new()));
        Golden.Equal(Golden.Json(folder, "pyr14.json.gz"), found, 1e-10, 1e-10);
        Golden.SameTable(folder, "pyr14_shape.csv.gz", table, 2e-10);
    }

    [Fact]
    public void Names_of_the_classes_are_a_setting()
    {
        JsonObject found = Golden.Run(Golden.Request("vac_tfsi_700"), new TfsiAnalysis(["Cis", "aCis", "aTrans", "Trans"]));
        Assert.Equal("aCis", found["class_names"]!["cis_inside"]!.GetValue<string>());
        Assert.Equal(204, found["counts"]!["cis_inside"]!.GetValue<int>());
        Assert.Contains("four different names", Assert.Throws<IlmlffException>(() => new TfsiAnalysis(["Cis", "Trans"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Systems_without_the_ion_are_refused()
    {
        var e = Assert.Throws<IlmlffException>(() => AnalysisRun.Execute(Golden.Request("bf4_tri_423"), [new TfsiAnalysis()]));
        Assert.Contains("tfsi needs TFSI", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 0.5, 1)] // between 0 and phi
    [InlineData(-1.0, -0.5, 1)]
    [InlineData(1.0, -0.5, 0)]
    [InlineData(1.0, 1.1, 0)]
    [InlineData(3.0, 1.5, 2)]
    [InlineData(-3.0, -1.5, 2)]
    [InlineData(3.0, -3.1, 3)]
    public void Inside_is_the_smaller_sector(double phi, double psi, int expected) => Assert.Equal(expected, TfsiShape.ClassOf(phi, psi));

    [Fact]
    public void A_known_distribution_of_a_dihedral()
    {
        JsonNode truth = Golden.Json("synthetic", "dihedral_seed31.json.gz");
        double[] expected = [.. truth["phi_rad"]!.AsArray().Select(x => x!.GetValue<double>())];
        var chain = new ChainDihedral();
        var request = new AnalysisRequest(TestData.Path("analysis", "synthetic", "dihedral_seed31.dump.gz")) { Elements = ["C"], Bonds = BondChoice.Distances };
        Assert.Equal(0, AnalysisRun.Execute(request, [chain]).ExitCode);
        Assert.Equal(expected.Length, chain.Angles.Count);
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(0, Wrapped(chain.Angles[k] - expected[k]), 1e-8);

        // The mean of each state within four standard errors, its width within four of its own, its share within four of a binomial.
        double sigma = truth["sigma_rad"]!.GetValue<double>();
        for (int s = 0; s < 3; s++)
        {
            double centre = truth["centres_deg"]![s]!.GetValue<double>() * Math.PI / 180, weight = truth["weights"]![s]!.GetValue<double>();
            double[] off = [.. chain.Angles.Select(a => Wrapped(a - centre)).Where(d => Math.Abs(d) < Math.PI / 3)];
            Assert.InRange(Moments.Mean(off), -4 * sigma / Math.Sqrt(off.Length), 4 * sigma / Math.Sqrt(off.Length));
            Assert.InRange(Moments.StandardDeviation(off) / sigma, 1 - 4 / Math.Sqrt(2.0 * off.Length), 1 + 4 / Math.Sqrt(2.0 * off.Length));
            double error = Math.Sqrt(weight * (1 - weight) / chain.Angles.Count);
            Assert.InRange((double)off.Length / chain.Angles.Count, weight - 4 * error, weight + 4 * error);
        }
    }

    private static double Wrapped(double angle) => angle - 2 * Math.PI * Math.Round(angle / (2 * Math.PI));

    private sealed class ChainDihedral : FrameAnalysis<double>
    {
        public List<double> Angles { get; } = [];

        public override string Name => "chain";

        public override void Begin(AnalysisSystem system, AnalysisFrame first) => Assert.Equal([(0, 1), (1, 2), (2, 3)], system.Topology.Bonds!);

        protected override double Measure(AnalysisFrame frame) => Dihedral.Of(frame.Whole, 0, 1, 2, 3);

        protected override void Accept(AnalysisFrame frame, double measured) => Angles.Add(measured);

        public override AnalysisResult Finish(RunSummary run) => new(Name, []) { Quantity = "dihedral of a chain" };
    }
}
