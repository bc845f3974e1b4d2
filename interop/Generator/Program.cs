using IonicMlff.Interop.Generator;

// Writes every file named in interop/bindings.txt; with --check only compares (exit code 1: a file is out of date).
const string Clang = "clang-14";
bool check = args is ["--check"];
if (args.Length > 0 && !check)
{
    Console.Error.WriteLine($"unknown option '{args[0]}' (known: --check)");
    return 2;
}

string root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "interop", "bindings.txt")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this below the root of the checkout (interop/bindings.txt).");
}

int outdated = 0;
foreach (Binding binding in Binding.ReadAll(Path.Combine(root, "interop", "bindings.txt")))
{
    string text = binding.Generate(root, Clang);
    string file = Path.Combine(root, binding.Output);
    if (File.Exists(file) && File.ReadAllText(file) == text)
        continue;

    outdated++;
    Console.WriteLine((check ? "out of date: " : "written: ") + binding.Output);
    if (!check)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}

return check && outdated > 0 ? 1 : 0;
