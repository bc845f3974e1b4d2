using System.IO.Compression;

namespace IonicMlff.Testing;

/// <summary>Finds the repository and its test data from wherever the tests run.</summary>
public static class TestData
{
    /// <summary>Root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Path below tests/data.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, "tests", "data", .. parts]);

    /// <summary>Unpacks a gzip file below tests/data into a per-process temporary folder (once) and returns the plain file's path.</summary>
    public static string Unpacked(params string[] parts)
    {
        string source = Path(parts);
        string target = System.IO.Path.Combine(Scratch, string.Join("_", parts)[..^3]);
        lock (Scratch)
        {
            if (!File.Exists(target))
            {
                using var input = new GZipStream(File.OpenRead(source), CompressionMode.Decompress);
                using var output = File.Create(target);
                input.CopyTo(output);
            }
        }

        return target;
    }

    /// <summary>Temporary folder of this process, removed at exit.</summary>
    public static string Scratch { get; } = MakeScratch();

    private static string MakeScratch()
    {
        string folder = Directory.CreateTempSubdirectory("ilmlff-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(d.FullName, "IonicMlff.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException($"No IonicMlff.sln above {AppContext.BaseDirectory}.");
    }
}
