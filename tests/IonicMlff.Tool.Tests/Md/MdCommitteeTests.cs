using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>Runs with <c>pair_style ilmlff</c>: a committee and its limit.</summary>
public sealed class MdCommitteeTests
{
    private const string Atoms = """
        CRYST1   12.000   12.000   12.000  90.00  90.00  90.00 P 1           1
        HETATM    1  B   BF4     1       5.000   5.000   5.000  1.00  0.00           B
        HETATM    2  F   BF4     1       6.400   5.000   5.000  1.00  0.00           F
        HETATM    3  F   BF4     1       4.533   6.320   5.000  1.00  0.00           F
        HETATM    4  F   BF4     1       4.533   4.340   6.143  1.00  0.00           F
        HETATM    5  F   BF4     1       4.533   4.340   3.857  1.00  0.00           F
        END
        """;

    private static string Folder(string more)
    {
        string folder = Crystal.Folder($$"""
            system: ion.pdb
            model: [{{TestData.Unpacked("deepmd", "models", "s_committee_1.pth.gz")}}, {{TestData.Unpacked("deepmd", "models", "s_committee_2.pth.gz")}}]
            model_options: {backend: reference}
            timestep: 0.2
            temperature: 100
            ensemble: nve
            stages: [{kind: produce, time: 0.002}]
            output: {thermo_every: 5, trajectory_every: 5, checkpoint_every: 5}
            {{more}}
            """);
        File.WriteAllText(Path.Combine(folder, "ion.pdb"), Atoms);
        return folder;
    }

    private static IEnumerable<string> Steps(string folder) => File.ReadLines(Path.Combine(folder, "md", "model_devi.out"))
        .Where(l => !l.StartsWith('#')).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);

    [FactForPairStyle]
    public void The_deviation_is_written_every_step_once()
    {
        string folder = Folder("");
        ToolRun run = Crystal.Run(folder);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["0", "5", "10"], Steps(folder));
        Assert.StartsWith("#", File.ReadLines(Path.Combine(folder, "md", "model_devi.out")).First(), StringComparison.Ordinal);
    }

    [FactForPairStyle]
    public void Beyond_the_limit_the_run_stops_and_names_the_atom()
    {
        string folder = Folder("stop: {deviation: 1e-9}");
        ToolRun run = Crystal.Run(folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"stage 1 \(produce\), after step 0: LAMMPS stopped the run: WARNING: pair_style ilmlff, step 0: max_devi_f .*\(atom \d, [BF]\).* above devi_stop 1e-09", run.Error);
        Assert.Equal(["0"], Steps(folder));
    }
}

/// <summary>A fact that is skipped where LAMMPS or the library of <c>pair_style ilmlff</c> (native/build.sh) is absent.</summary>
public sealed class FactForPairStyleAttribute : FactAttribute
{
    public FactForPairStyleAttribute() =>
        Skip = new FactRequiringAttribute(Crystal.Lammps, Path.Combine(TestData.Root, "build", "lib", "libilmlff_lammps.so")).Skip;
}
