using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>
/// Compares a text with the file Snapshots/NAME.verified.txt. With ILMLFF_UPDATE_SNAPSHOTS=1 the files are written anew: look at
/// the difference before committing it.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string name, string text)
    {
        string file = Path.Combine(Folder, name + ".verified.txt");
        if (Environment.GetEnvironmentVariable("ILMLFF_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{file} does not exist; run the tests once with ILMLFF_UPDATE_SNAPSHOTS=1.");
        Assert.Equal(File.ReadAllText(file), text);
    }

    private static string Folder { get; } = Path.Combine(TestData.Root, "tests", "IonicMlff.Tool.Tests", "Snapshots");
}
