using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Wrong words about committees and parameters end LAMMPS before the first step, with a text that says what to do.</summary>
public class CommitteeRefusalTests
{
    private const string Box = """
        units metal
        region b block 0 9 0 9 0 9
        create_box 2 b
        create_atoms 1 single 2 2 2
        create_atoms 2 single 3 2 2
        mass 1 1.008
        mass 2 10.81

        """;

    private static readonly string One = TestData.Unpacked("deepmd", "models", "s_committee_1.pth.gz");

    private static readonly string Two = TestData.Unpacked("deepmd", "models", "s_committee_2.pth.gz");

    private static readonly string Mace = TestData.Unpacked("mace", "models", "var_i1_abs.model.gz");

    /// <summary>Knows no B.</summary>
    private static readonly string Organic = TestData.Unpacked("mace", "models", "legacy_v036_off23.model.gz");

    private static string Pair(string words, string elements = "H B") => $"{Box}pair_style ilmlff {words}\npair_coeff * * {elements}\nrun 0\n";

    /// <summary>name, ranks, input, what the message must contain.</summary>
    public static TheoryData<string, int, string, string[]> Cases() => new()
    {
        { "devi_stop with one model", 1, Pair($"{One} devi_stop 1"), ["'devi_stop' would never act", "two models"] },
        { "devi_warn without deviation", 1, Pair($"{One} {Two} out_freq 0 devi_warn 1"), ["'devi_warn' would never act", "out_freq 100"] },
        { "devi_stop not positive", 1, Pair($"{One} {Two} devi_stop 0"), ["devi_stop '0'", "positive"] },
        { "negative out_freq", 1, Pair($"{One} {Two} out_freq -1"), ["out_freq '-1'", "whole number from 0"] },
        { "missing member", 2, Pair($"{One} missing.pth out_freq 10"), ["'missing.pth' does not exist"] },
        { "member that is no model", 1, Pair($"{One} in.lammps"), ["in.lammps"] },
        { "member without an element", 2, Pair($"{One} {Organic}"), ["B", "legacy_v036_off23", "does not know"] },
        { "no folder for out_file", 2, Pair($"{One} {Two} out_file nowhere/devi.out"), ["'nowhere/devi.out' can't be written", "No such file or directory", "out_file FILE"] },
        { "out_file is a folder", 1, Pair($"{One} {Two} out_file ."), ["'.' can't be written", "directory"] },
        { "out_file is a named pipe", 1, "shell mkfifo pipe\n" + Pair($"{One} {Two} out_file pipe"), ["'pipe' can't be written"] },
        { "one out_file for two styles", 1, $"{Box}pair_style hybrid/overlay ilmlff {One} {Two} ilmlff {Two} {One}\npair_coeff * * ilmlff 1 H B\npair_coeff * * ilmlff 2 H B\nrun 0\n", ["'model_devi.out' can't be written", "another ilmlff pair style"] },
        { "no atom IDs", 1, Pair($"{One} {Two}").Replace("units metal", "units metal\natom_modify id no", StringComparison.Ordinal), ["atom_modify id no", "out_freq 0"] },
        { "parameters of a model without", 1, Pair($"{One} fparam 0.1"), ["fparam", "takes no frame parameters"] },
        { "compute for a model without", 1, Pair($"{One} aparam_from_compute c"), ["'aparam_from_compute'", "takes no atom parameters"] },
        { "both fparams", 1, Pair($"{One} fparam 0.1 fparam_from_compute c"), ["'fparam' and 'fparam_from_compute' exclude"] },
        { "fparam without numbers", 1, Pair($"{One} fparam out_freq 10"), ["'fparam' needs at least one number"] },
        { "misspelt word after fparam", 1, Pair($"{One} fparam 0.1 presicion mixed"), ["'presicion'", "did you mean 'precision'"] },
        { "ttm", 1, Pair($"{One} {Two} ttm t"), ["'ttm' is not supported", "fparam_from_compute"] },
        { "spins", 1, Pair($"{One} virtual_len 0.4"), ["'virtual_len' is not supported", "spins"] },
        { "no names for a MACE model", 1, Pair(Mace, ""), ["0 names given", "2 atom types"] },
        { "no names and other masses", 2, Pair(One, "").Replace("10.81", "15.999", StringComparison.Ordinal), ["type 2 would be B", "that of O", "write the element symbols"] },
        { "no names and too many types", 1, Pair(One, "").Replace("create_box 2", "create_box 6", StringComparison.Ordinal), ["(H, B, C, N, F)", "6 types"] },
    };

    [TheoryRequiring("lmp", "mpirun")]
    [MemberData(nameof(Cases))]
    public void Wrong_words_are_refused(string name, int ranks, string input, string[] parts)
    {
        LammpsRun run = LammpsRun.Run(input, ranks, seconds: 60);

        Assert.False(run.TimedOut, $"{name}: hangs\n{run.Output}");
        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("Loop time", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Segmentation", run.Output, StringComparison.Ordinal);
        string error = run.Output.Split('\n').FirstOrDefault(l => l.StartsWith("ERROR", StringComparison.Ordinal)) ?? "";
        Assert.All(parts, part => Assert.True(error.Contains(part, StringComparison.Ordinal), $"{name}: no '{part}' in '{error}'\n{run.Output}"));
    }

    /// <summary>Words of DeePMD-kit inputs with one model are let pass; without names, types are the model's in its order.</summary>
    [FactRequiring("lmp")]
    public void Inputs_of_deepmd_run_with_one_word_changed()
    {
        LammpsRun run = LammpsRun.Run(Pair($"{One} out_freq 10 out_file devi.out atomic", "")
            + "print \"@without $(pe:%.17g)\"\npair_coeff * * H B\nrun 0\nprint \"@with $(pe:%.17g)\"\n").Succeeded();

        Assert.Equal(run.Printed("with")[0], run.Printed("without")[0]);
        Assert.Contains("ilmlff: atom type 2 -> B\n", run.Output.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("the atom types are the model's in its order", run.Output, StringComparison.Ordinal);
        Assert.Contains("'out_freq' has no effect with one model", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A refused run leaves the file of an older one as it was.</summary>
    [FactRequiring("lmp")]
    public void A_refused_run_does_not_touch_the_file()
    {
        string folder = LammpsRun.NewFolder();
        string file = Path.Combine(folder, "model_devi.out");
        File.WriteAllText(file, "kept\n");
        Assert.NotEqual(0, LammpsRun.Run(Pair($"{One} {Organic}"), folder: folder).ExitCode);
        Assert.Equal("kept\n", File.ReadAllText(file));
    }
}
