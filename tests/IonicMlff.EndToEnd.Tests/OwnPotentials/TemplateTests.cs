using System.Diagnostics;
using IonicMlff.EndToEnd.Tests.Lammps;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.OwnPotentials;

/// <summary>The way of docs/own-potentials.md, from the template to LAMMPS.</summary>
public class TemplateTests
{
    [FactRequiring("lmp", "mpirun")]
    public void A_new_potential_is_tested_and_runs()
    {
        string folder = LammpsRun.NewFolder(), hive = Path.Combine(folder, "hive"), project = Path.Combine(folder, "CopperMorse");
        Run(folder, Path.Combine(TestData.Root, "templates", "install.sh"), "--hive", hive);
        Run(folder, "dotnet", "new", "ilmlff-potential", "-n", "CopperMorse", "--debug:custom-hive", hive);
        string tests = Run(project, "dotnet", "test", "CopperMorse.Tests", "--nologo", "-v", "q");
        Assert.Contains("Passed!", tests, StringComparison.Ordinal);
        Run(project, "dotnet", "build", "CopperMorse", "-c", "Release", "--nologo", "-v", "q");

        string input = File.ReadAllText(Path.Combine(project, "in.lammps"));
        LammpsRun run = LammpsRun.Run(input + "print \"@end $(etotal:%.17g)\"\n", ranks: 2, folder: project).Succeeded();
        LammpsRun start = LammpsRun.Run(input.Replace("run           200", "run 0", StringComparison.Ordinal) + "print \"@end $(etotal:%.17g)\"\n", folder: project).Succeeded();
        double before = start.Printed("end")[0], after = run.Printed("end")[0];
        Assert.Equal(before, after, 2e-3 * 864); // eV: 864 atoms keep their energy over 0.4 ps
    }

    private static string Run(string folder, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing of the test host's own build settings.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)} ended with {process.ExitCode}:\n{output}{errors.Result}");
        return output;
    }
}
