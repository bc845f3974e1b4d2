using System.Xml.Linq;

namespace OpenMM;

/// <summary>Finds OpenMM's force-field files; those of an installed Python package are known by their short names.</summary>
internal static class ForceFieldFiles
{
    /// <summary>Folders of force fields in the installations of this machine.</summary>
    public static IEnumerable<string> DataFolders()
    {
        IEnumerable<string> roots = new[] { Environment.GetEnvironmentVariable("CONDA_PREFIX"), Environment.GetEnvironmentVariable("VIRTUAL_ENV"), "/usr", "/usr/local" }
            .Where(r => r is { Length: > 0 } && Directory.Exists(Path.Combine(r, "lib"))).Select(r => Path.Combine(r!, "lib"));
        return from root in roots
               from python in Directory.EnumerateDirectories(root, "python3*").Order()
               from packages in (string[])["dist-packages", "site-packages"]
               let folder = Path.Combine(python, packages, "openmm", "app", "data")
               where Directory.Exists(folder)
               select folder;
    }

    /// <summary>The roots of the files and of what they include, each once.</summary>
    /// <exception cref="OpenMMException">A file is missing or is not a force field.</exception>
    public static IReadOnlyList<(string Path, XElement Root)> Read(IEnumerable<string> files)
    {
        var found = new List<(string, XElement)>();
        var waiting = new Queue<string>(files.Select(f => Find(f, null)));
        var seen = new HashSet<string>();
        while (waiting.TryDequeue(out string? path))
        {
            if (!seen.Add(path))
                continue;
            XElement root = Xml.Parse(File.ReadAllText(path), $"force field {path}");
            if (root.Name.LocalName != "ForceField")
                throw new OpenMMException($"{path} is not a force field: its root element is <{root.Name.LocalName}>, not <ForceField>.");
            found.Add((path, root));
            foreach (XElement include in root.Elements("Include"))
                waiting.Enqueue(Find(include.Need("file"), Path.GetDirectoryName(path)));
        }

        return found;
    }

    /// <summary>The files as one: their atom types, then their residues, then their forces, each in the order of the files.</summary>
    public static XElement Merge(IReadOnlyList<(string Path, XElement Root)> files)
    {
        IEnumerable<XElement> All(string section) => files.SelectMany(f => f.Root.Elements(section)).Elements();
        return new XElement(
            "ForceField",
            new XElement("AtomTypes", All("AtomTypes")),
            new XElement("Residues", All("Residues")),
            files.SelectMany(f => f.Root.Elements()).Where(e => !ForceField.WithoutForces.Contains(e.Name.LocalName)));
    }

    private static string Find(string file, string? beside)
    {
        List<string> folders = [.. DataFolders()];
        IEnumerable<string> places = new[] { beside is null ? null : Path.Combine(beside, file), beside is null ? file : null }
            .OfType<string>().Concat(folders.Select(f => Path.Combine(f, file)));
        if (places.FirstOrDefault(File.Exists) is { } path)
            return Path.GetFullPath(path);
        IEnumerable<string> known = folders.SelectMany(f => Directory.EnumerateFiles(f, "*.xml", SearchOption.AllDirectories).Select(x => Path.GetRelativePath(f, x)));
        throw new OpenMMException($"The force field '{file}' does not exist, neither here nor in "
            + (folders.Count == 0 ? "OpenMM's Python package, which is not installed (sudo apt install python3-simtk)" : string.Join(", ", folders))
            + (Nearest.Hint(Path.GetFileName(file), known) is { Length: > 0 } hint ? hint : "."));
    }
}
