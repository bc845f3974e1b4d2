namespace IonicMlff.Testing;

/// <summary>Files of one test, in a folder of their own.</summary>
public static class Scratch
{
    private static int folders;

    /// <summary>A path in a new folder.</summary>
    public static string File(string name) => Path.Combine(Folder(), name);

    /// <summary>A path in a new folder, with this text in it.</summary>
    public static string File(string name, string text)
    {
        string path = File(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A new folder.</summary>
    public static string Folder() =>
        Directory.CreateDirectory(Path.Combine(TestData.Scratch, $"test-{Interlocked.Increment(ref folders)}")).FullName;
}
