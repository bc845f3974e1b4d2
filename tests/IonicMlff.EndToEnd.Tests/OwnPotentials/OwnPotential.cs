using IonicMlff.EndToEnd.Tests.Lammps;
using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.OwnPotentials;

/// <summary>The examples of examples/custom-potential, as they were built for these tests.</summary>
internal static class OwnPotential
{
    /// <summary>The dll of an example.</summary>
    public static string Dll(string example) => Path.Combine(AppContext.BaseDirectory, example + ".dll");

    /// <summary>Runs the input of an example with some of its variables set, and something more at its end.</summary>
    public static LammpsRun Run(string example, string input, string end, int ranks, params (string Name, string Value)[] variables)
    {
        string folder = Path.Combine(TestData.Root, "examples", "custom-potential", example);
        string[] words = [.. variables.Prepend(("dll", Dll(example))).SelectMany(v => new[] { "-var", v.Item1, v.Item2 })];
        return LammpsRun.Run(File.ReadAllText(Path.Combine(folder, input)) + "\n" + end, ranks, arguments: words, seconds: 300).Succeeded();
    }
}
