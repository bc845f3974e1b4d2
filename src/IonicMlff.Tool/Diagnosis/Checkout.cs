namespace IonicMlff.Tool.Diagnosis;

/// <summary>The clone this tool runs from, if it runs from one, and where its parts lie.</summary>
internal sealed record Checkout(string Root)
{
    /// <summary>The clone above the running program, or null when the tool was installed on its own.</summary>
    public static Checkout? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IonicMlff.sln")))
            {
                return new Checkout(folder.FullName);
            }
        }

        return null;
    }

    /// <summary>Path below the root.</summary>
    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file of this name below build/, or null.</summary>
    public string? Built(string fileName)
    {
        string build = At("build");
        return Directory.Exists(build)
            ? Directory.EnumerateFiles(build, fileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }
}
