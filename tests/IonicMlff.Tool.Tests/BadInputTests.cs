using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>Bad frames, bad models, bad requests: one sentence that names the thing, an exit code, and no output file.</summary>
public sealed class BadInputTests
{
    private const string Good = "2\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nH 0 0 0\nF 0 0 0.95\n";

    private static readonly string Mace = Model("var_i1_abs");

    private static string Model(string name) => TestData.Path("mace", "models", name + ".model.gz");

    /// <summary>A run of eval that must fail with this code and say this, leaving nothing where the output should be.</summary>
    private static void Refused(int code, string message, string model, string input, params string[] more)
    {
        string output = Scratch.File("out.extxyz");
        ToolRun run = ToolRun.Of(["eval", "--model", model, "--input", input, "--output", output, .. more]);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (run.ExitCode, run.Out));
        Assert.Single(run.Error.TrimEnd().Split('\n'), line => !line.EndsWith("shows how it is called.", StringComparison.Ordinal));
        Assert.StartsWith("ilmlff eval: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(output)!));
    }

    [Theory]
    [InlineData("", "the file is empty; expected the number of atoms.")]
    [InlineData("hello\n", "expected the number of atoms of frame 1, found 'hello'")]
    [InlineData("3\n\nH 0 0 0\nH 0 0 1\n", "the file ends after 2 of 3 atoms")]
    [InlineData("-1\n\n", "expected the number of atoms")]
    [InlineData("1\n\nH nan 0 0\n", "in.extxyz:3: atom 1: column 'pos': expected a finite number, found 'nan'")]
    [InlineData("1\n\nH 0 inf 0\n", "in.extxyz:3: atom 1: column 'pos': expected a finite number, found 'inf'")]
    [InlineData("1\n\nH 0 zero 0\n", "in.extxyz:3: atom 1: column 'pos': expected a finite number, found 'zero'")]
    [InlineData("1\n\nHx 0 0 0\n", "in.extxyz:3: atom 1: 'Hx' is not an element symbol")]
    [InlineData("2\n\nH 0 0 0\nSi 0 0 2\n", "frame 1 (line 1): atom 2 is Si, which the model does not know. It knows H B C N F.")]
    [InlineData("1\npbc=\"T T T\"\nH 0 0 0\n", "pbc says periodic, but there is no Lattice")]
    [InlineData("1\nLattice=\"9 0 0 0 9 0\"\nH 0 0 0\n", "expected nine finite numbers")]
    [InlineData("1\nLattice=\"9 0 0 9 0 0 0 0 9\"\nH 0 0 0\n", "in.extxyz, frame 1 (line 1): The cell has no volume")]
    [InlineData("2\n\nH 0 0 0\nH 0 0 0\n", "in.extxyz, frame 1 (line 1): Atoms 0 and 1 (counted from 0) are at the same place")]
    [InlineData("999999999999\n\nH 0 0 0\n", "999999999999 atoms in one frame")]
    public void Bad_frames(string text, string message) => Refused(65, message, Mace, Scratch.File("in.extxyz", text));

    [Fact]
    public void A_bad_frame_behind_good_ones_is_found_before_anything_is_computed()
    {
        string input = Scratch.File("in.extxyz", Good + Good + "1\n\nLi 0 0 0\n");
        Refused(65, "in.extxyz, frame 3 (line 9): atom 1 is Li, which the model does not know.", Mace, input);
    }

    [Fact]
    public void Missing_and_foreign_frame_files()
    {
        string folder = Scratch.Folder(), frames = Path.Combine(folder, "frames.extxyz");
        File.WriteAllText(frames, Good);
        Refused(65, "frame.extxyz does not exist. Give an extended XYZ file or a DeePMD folder of npy files. Did you mean frames.extxyz?", Mace,
            Path.Combine(folder, "frame.extxyz"));
        Refused(65, "start.data looks like a LAMMPS data file, which can't be read as frames.", Mace, TestData.Path("mace", "trained", "start.data"));
        Refused(65, "is a folder without type.raw", Mace, folder);
        string broken = Scratch.File("broken.extxyz.gz");
        ExtxyzWriter.Write(broken, ExtxyzReader.Read(frames));
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..30]);
        Refused(65, "broken.extxyz.gz", Mace, broken);
    }

    [Fact]
    public void Damaged_DeePMD_folders()
    {
        string folder = Scratch.Folder(), set = Path.Combine(folder, "set.000");
        File.WriteAllText(Path.Combine(folder, "type.raw"), "0 1");
        Refused(65, "has no type_map.raw, so the elements of its types are unknown", Mace, folder);
        File.WriteAllText(Path.Combine(folder, "type_map.raw"), "H");
        Refused(65, "'1' is not a type from 0 to 0", Mace, folder);
        File.WriteAllText(Path.Combine(folder, "type_map.raw"), "H F");
        Refused(65, "no folder set.000 with coord.npy", Mace, folder);
        Directory.CreateDirectory(set);
        Refused(65, "has no coord.npy", Mace, folder);
        string coordinates = Path.Combine(set, "coord.npy");
        Npy.Write(coordinates, new double[9], 1, 9);
        Refused(65, "coord.npy has 9 numbers per frame; expected 6.", Mace, folder);
        Npy.Write(coordinates, new double[6], 2, 6);
        Refused(65, "coord.npy holds 6 numbers; its header announces 12.", Mace, folder);
        Npy.Write(coordinates, [0, 0, 0, 0, 0, 1], 1, 6);
        Refused(65, "has no box.npy; without a box the folder needs an empty file 'nopbc'.", Mace, folder);
        File.WriteAllText(Path.Combine(folder, "nopbc"), "");
        Npy.Write(coordinates, [0, 0, 0, 0, double.NaN, 1], 1, 6);
        Refused(65, "frame 1: the position of atom 2 is not a finite number.", Mace, folder);
        File.WriteAllText(Path.Combine(set, "real_atom_types.npy"), "");
        Refused(65, "real_atom_types.npy is not an npy file.", Mace, folder);
    }

    [Fact]
    public void Bad_models()
    {
        string input = Scratch.File("in.extxyz", Good);
        Refused(65, "no-such.model", "no-such.model", input);
        Refused(65, "is a text file", input, input);
        Refused(65, "is empty", Scratch.File("empty.model", ""), input);
        Refused(65, "DeePMD", Scratch.File("graph.pb", "\u0001\u0002 model_attr/model_type descrpt_attr/rcut"), input);
        byte[] whole = File.ReadAllBytes(TestData.Unpacked("mace", "models", "var_i1_abs.model.gz"));
        string cut = Scratch.File("cut.model");
        File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);
        Refused(65, "cut.model: ", cut, input);
    }

    [Fact]
    public void Requests_a_model_can_not_answer()
    {
        string input = Scratch.File("in.extxyz", Good), omol = Scratch.File("ion.extxyz", "1\n\nH 0 0 0\n");
        Refused(2, "The model has no head 'defualt'; did you mean 'default'?", Model("ft_multihead"), input, "--head", "defualt");
        Refused(2, "total_charge 1 was given, but this model has no such input", Mace, input, "--charge", "1");
        Refused(2, "total_spin", Model("omol_like"), omol, "--spin", "1.5");
        Refused(2, "The back end 'reference' computes in double only.", Mace, input, "--backend", "reference", "--precision", "mixed");
        Refused(2, "--output is given 2 times; give it once.", Mace, input, "--output", input);
    }

    [Fact]
    public void Frames_that_ask_for_what_a_model_has_not()
    {
        static string Frame(string keys) => Scratch.File("in.extxyz", $"1\n{keys} Properties=species:S:1:pos:R:3\nH 0 0 0\n");
        Refused(65, "in.extxyz, frame 1 (line 1): The model has no head 'pbe'", Model("ft_multihead"), Frame("head=pbe"));
        Refused(65, "in.extxyz, frame 1 (line 1): total_charge is 'minus'; expected one number.", Model("omol_like"), Frame("total_charge=minus"));
        Refused(65, "in.extxyz, frame 1 (line 1): total_charge 5000", Model("omol_like"), Frame("total_charge=5000"));
    }

    [Fact]
    public void A_charge_under_the_name_of_ASE_calculators_is_warned_about()
    {
        string input = Scratch.File("in.extxyz", "1\ncharge=-1 spin=1 Properties=species:S:1:pos:R:3\nH 0 0 0\n");
        ToolRun run = ToolRun.Of("eval", "--model", Model("omol_like"), "--input", input, "--output", Scratch.File("out.extxyz"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warning: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("has the key 'charge', which is not read; this model takes 'total_charge' (or --charge).", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_can_not_be_written()
    {
        string input = Scratch.File("in.extxyz", Good), folder = Scratch.Folder();
        ToolRun Run(string output, params string[] more) => ToolRun.Of(["eval", "--model", Mace, "--input", input, "--output", output, .. more]);
        Assert.Contains("is a folder; give the name of a file in it.", Run(folder).Error, StringComparison.Ordinal);
        Assert.Contains($"The folder {folder}/none does not exist", Run(folder + "/none/out.extxyz").Error, StringComparison.Ordinal);
        Assert.Contains($"--output {input} would overwrite what is read from {input}", Run(input).Error, StringComparison.Ordinal);
        ToolRun both = Run("-", "--json");
        Assert.Equal((2, ""), (both.ExitCode, both.Out));
        Assert.Contains("--output - and --json both write to standard output", both.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run_leaves_an_earlier_output_alone()
    {
        string input = Scratch.File("in.extxyz", "1\n\nLi 0 0 0\n"), output = Scratch.File("out.extxyz", Good);
        Assert.Equal(65, ToolRun.Of("eval", "--model", Mace, "--input", input, "--output", output).ExitCode);
        Assert.Equal(Good, File.ReadAllText(output));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(output)!));
    }

    [Fact]
    public void Where_an_error_arose_is_shown_on_request_only()
    {
        string[] call = ["eval", "--model", "no-such.model", "--input", Scratch.File("in.extxyz", Good), "--output", Scratch.File("out.extxyz")];
        Assert.DoesNotContain("   at ", ToolRun.Of(call).Error, StringComparison.Ordinal);
        Assert.Contains("   at IonicMlff.", ToolRun.Of([.. call, "--verbose"]).Error, StringComparison.Ordinal);
    }
}
