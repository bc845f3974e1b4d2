using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Tests.Pickle;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>DeePMD-kit files are found by content, described, and refused by name when they can't be read.</summary>
public sealed class DpmdFileTests
{
    private static readonly string File = TestData.Unpacked("deepmd", "models", "s_float32.pth.gz");

    [Fact]
    public void A_pth_is_opened_by_content()
    {
        var potential = Assert.IsType<DpmdPotential>(PotentialFile.Open(TestData.Path("deepmd", "models", "s_tanh_twoside.pth.gz")));
        Assert.Equal([1, 5, 6, 7, 9], potential.Info.AtomicNumbers);
        Assert.Equal(6, potential.Info.Cutoff);
        Assert.False(potential.Model.TypeOneSide);
    }

    [Fact]
    public void A_pth_is_described()
    {
        ModelDescription description = ModelFile.Describe(TestData.Path("deepmd", "models", "s_tanh_oneside.pth.gz"));
        Assert.Equal("float64", description.DType);

        // one net 1, 8, 16, 32 per neighbour type; one net 256, 24, 24, 24, 1 per centre type, two of its layers with idt
        long embedding = (1 + 1) * 8 + (8 + 1) * 16 + (16 + 1) * 32, fitting = 257 * 24 + 2 * 26 * 24 + 25;
        Assert.Equal(5 * (embedding + fitting), description.ParameterCount);

        // upstream's energy of a single fluorine atom, which is not its bias
        Assert.Equal(DpmdCase.Load("s_tanh_oneside__isolated_F_nopbc").Expected.Energy, description.IsolatedAtomEnergies[0, 4], 1e-11);
        Assert.Null(ModelFile.CheckGolden(File, new EvaluatorOptions()));
    }

    [Theory]
    [InlineData("EnergyModel\n", "DipoleModel\n", "only energy models are read")]
    [InlineData("DescrptSeA\n", "DescrptSeR\n", "only models of descriptor se_e2_a are read")]
    [InlineData("activate_name", "activAte_name", "layers.0.activate_name is absent, expected a text")]
    [InlineData("stddev", "sTddev", "descriptor.sea.stddev is absent, expected a tensor")]
    [InlineData("rcut_smth", "rcut_sMth", "descriptor.sea.rcut_smth is absent, expected a finite number")]
    public void Other_models_are_named(string old, string with, string message)
    {
        byte[] file = ArchiveBuilder.WithPickle(File, p => ArchiveBuilder.Replace(p, old, with));
        AssertRefused(file, message);
    }

    [Fact]
    public void An_archive_without_a_model_is_refused() => AssertRefused(
        ArchiveBuilder.Zip([("m/data.pkl", [0x80, 2, (byte)'N', (byte)'.']), ("m/code/__torch__/deepmd/pt/model.py", [])]),
        "has the code of a DeePMD-kit .pth model, but holds no model");

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var random = new Random(7);
        for (int i = 0; i < 100; i++)
        {
            byte[] file = ArchiveBuilder.WithPickle(File, pickle =>
            {
                for (int m = 0; m < 3; m++)
                    pickle[random.Next(pickle.Length)] = (byte)random.Next(256);
                return pickle;
            });
            try
            {
                PthImporter.Read(ArchiveBuilder.Source(file));
            }
            catch (IlmlffException e)
            {
                Assert.StartsWith("test: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Options_the_model_has_not_are_refused()
    {
        IPotential potential = new DpmdPotential(DpmdCase.Read("s_tanh_oneside"));
        Refused(new() { Backend = "referense" }, "did you mean 'reference'?");
        Refused(new() { Backend = "reference", Precision = Precision.Mixed }, "The back end 'reference' computes in double only");
        Refused(new() { Head = "pbe" }, "The model has no head 'pbe'");
        Refused(new() { Threads = 0 }, "at least 1 is needed");
        Refused(new() { Skin = double.NaN }, "skin NaN");
        Refused(new() { TotalCharge = 1 }, "neither a total charge nor a total spin");

        void Refused(EvaluatorOptions options, string message) => Assert.Contains(
            message, Assert.Throws<IlmlffException>(() => potential.CreateEvaluator(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_are_not_elements_are_refused()
    {
        var error = Assert.Throws<IlmlffException>(() =>
            new DpmdPotential(DpmdCase.Read("s_tanh_oneside") with { TypeMap = ["O", "H", "mH", "C", "N"] }));
        Assert.Contains("'mH' is not an element symbol", error.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] file, string message)
    {
        var error = Assert.Throws<IlmlffException>(() => PthImporter.Read(ArchiveBuilder.Source(file)));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
