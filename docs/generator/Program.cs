using IonicMlff.Documentation;

// Writes docs/reference/*.md; with --check only compares (exit code 1: a page is out of date).
bool check = args is ["--check"];
if (args.Length > 0 && !check)
{
    Console.Error.WriteLine($"unknown option '{args[0]}' (known: --check)");
    return 2;
}

string root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "IonicMlff.sln")))
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this below the root of the checkout (IonicMlff.sln).");

LibraryPage[] pages =
[
    new(typeof(IonicMlff.Core.Potentials.IPotential).Assembly, "IonicMlff.Core: potentials of your own", "own-potentials.md",
        ["IonicMlff.Core.Authoring", "IonicMlff.Core.Potentials", "IonicMlff.Core.Geometry", "IonicMlff.Core.Neighbors", "IonicMlff.Core.Errors"]),
    new(typeof(OpenMM.Context).Assembly, "OpenMM.NET", "openmm-net.md", ["OpenMM"]),
    new(typeof(Lammps.LammpsInstance).Assembly, "Lammps.NET", "lammps-net.md", ["Lammps"]),
];
int outdated = 0;
foreach (LibraryPage page in pages)
{
    string file = Path.Combine(root, "docs", "reference", page.File), text = page.Text();
    if (File.Exists(file) && File.ReadAllText(file) == text)
        continue;

    outdated++;
    Console.WriteLine((check ? "out of date: " : "written: ") + file);
    if (!check)
        File.WriteAllText(file, text);
}

if (check && outdated > 0)
    Console.WriteLine("Write them anew: dotnet run --project docs/generator");
return check && outdated > 0 ? 1 : 0;
