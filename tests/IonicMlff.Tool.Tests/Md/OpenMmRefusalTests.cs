using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>What OpenMM can't do is refused by name before anything is written.</summary>
public sealed class OpenMmRefusalTests
{
    [TheoryForOpenMm]
    [InlineData("seed: 7", "ranks: 4", "'ranks: 4' can't be used with engine openmm; OpenMM runs in one process")]
    [InlineData("seed: 7", "barostat: {coupling: tri}", "'barostat.coupling: tri' can't be used with engine openmm; its barostats keep the angles")]
    [InlineData("threads: 1", "device: cuda", "'model_options.device: cuda' can't be used with engine openmm")]
    [InlineData("checkpoint_every: 100", "checkpoint_every: 10", "'output.checkpoint_every: 10' can't be used at constant pressure with engine openmm")]
    [InlineData("seed: 7", "platform: Reverence", "'platform': There is no platform 'Reverence' here; did you mean 'Reference'?")]
    [InlineData("model: ", "lammps_potential: pair_style zero 1\n#", "'lammps_potential' can't be used with engine openmm; give 'model'")]
    public void Wrong_configs(string from, string to, string message)
    {
        string config = Argon.Config().Replace(from, to, StringComparison.Ordinal);
        if (from == "model: ")
            config = config.Replace("model_options: {threads: 1}", "", StringComparison.Ordinal);
        Refused(Argon.Folder(config), message);
    }

    [FactForOpenMm]
    public void Slabs_and_networks()
    {
        string folder = Argon.Folder(Argon.Config("nvt"));
        string file = Path.Combine(folder, "argon.extxyz");
        File.WriteAllText(file, File.ReadAllText(file).Replace("Properties", "pbc=\"T T F\" Properties", StringComparison.Ordinal));
        Refused(folder, "argon.extxyz, which is periodic in some directions only, can't be used with engine openmm; OpenMM knows all or none");
        Refused(Argon.Folder(Argon.Config(), edge: 3.5), "go on through the boundary of the box without an end: a network, not molecules.");
    }

    [FactForOpenMm]
    public void A_missing_OpenMM_is_named_with_the_cure()
    {
        string folder = Argon.Folder(Argon.Config());
        (int code, string text) = Argon.Program("/usr/bin/env",
            ["OPENMM_NET_LIBRARY=/nowhere/libopenmm_capi.so", Argon.Dotnet, Path.Combine(AppContext.BaseDirectory, "ilmlff.dll"), "md", Path.Combine(folder, "md.yaml")]);
        Assert.Equal(69, code);
        Assert.Contains("OPENMM_NET_LIBRARY names '/nowhere/libopenmm_capi.so', which does not exist", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "md")));
    }

    private static void Refused(string folder, string message)
    {
        ToolRun run = Argon.Run(folder);
        Assert.True(run.Error.Contains(message, StringComparison.Ordinal), run.Error);
        Assert.Equal(65, run.ExitCode);
        Assert.False(File.Exists(Argon.Out(folder, "trajectory.extxyz")));
    }
}
