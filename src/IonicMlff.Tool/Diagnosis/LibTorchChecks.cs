using System.Text.RegularExpressions;

namespace IonicMlff.Tool.Diagnosis;

/// <summary>
/// libtorch, which training and <c>backend torch</c> need: where it is, its release, whether it knows CUDA, and whether what was built fits
/// it. Only files are looked at; nothing is loaded.
/// </summary>
internal static partial class LibTorchChecks
{
    /// <summary>Names a libtorch folder, or the <c>lib</c> folder of a PyTorch.</summary>
    public const string Variable = "ILMLFF_LIBTORCH";

    private const string Name = "libtorch";

    private static readonly string[] SystemFolders =
        ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/local/lib", "/usr/local/libtorch/lib", "/opt/libtorch/lib", "/usr/lib64", "/usr/lib"];

    /// <summary>The library itself, then our interface to it.</summary>
    public static IEnumerable<Check> Examine(Checkout? checkout, string? named)
    {
        string? folder = Folder(named);
        if (folder is null)
        {
            yield return string.IsNullOrEmpty(named)
                ? Check.Missing(Name, Purpose.Training, "libtorch-dev")
                : new Check(Name, State.Mismatch, $"{Variable} names '{named}', which holds no libtorch_cpu.so", Purpose.Training,
                    $"set {Variable} to a libtorch folder or the 'lib' folder of a PyTorch, or unset it");
            yield break;
        }

        string? version = Version(folder);
        bool cuda = File.Exists(Path.Combine(folder, "libtorch_cuda.so"));
        yield return version is null
            ? new Check(Name, State.Mismatch, $"{folder} without its headers (torch/version.h)", Purpose.Training, "apt-get install libtorch-dev")
            : Check.Ok(Name, $"{version}{(cuda ? " with CUDA" : ", CPU only")} ({folder}{(string.IsNullOrEmpty(named) ? "" : ", by " + Variable)})", Purpose.Training);
        if (checkout is not null)
            yield return Interface(checkout, folder);
    }

    private static Check Interface(Checkout checkout, string folder)
    {
        const string name = "libtorch interface";
        if (checkout.Built("libilmlff_torch.so") is not string library)
            return new Check(name, State.NotBuilt, "no libilmlff_torch.so below build/", Purpose.Training, "native/build.sh (or nothing: it is built on first use)");
        string cache = checkout.At("build", "CMakeCache.txt");
        string? built = File.Exists(cache) && CachedLibrary().Match(File.ReadAllText(cache)) is { Success: true } m ? Path.GetDirectoryName(m.Groups[1].Value) : null;
        return built is null || Path.GetFullPath(built) == Path.GetFullPath(folder)
            ? Check.Ok(name, Path.GetRelativePath(checkout.Root, library), Purpose.Training)
            : new Check(name, State.Mismatch, $"built for {built}, but {folder} is to be used", Purpose.Training, $"{Variable}={folder} native/build.sh");
    }

    private static string? Folder(string? named)
    {
        string[] places = string.IsNullOrEmpty(named) ? SystemFolders : [named, Path.Combine(named, "lib")];
        return Array.Find(places, p => File.Exists(Path.Combine(p, "libtorch_cpu.so")));
    }

    private static string? Version(string folder)
    {
        // A libtorch archive and PyTorch have lib and include beside each other; the system's headers are in /usr/include.
        string[] roots = [Path.Combine(folder, "..", "include"), Path.Combine(folder, "..", "..", "include")];
        string? header = roots.Select(r => Path.Combine(r, "torch", "csrc", "api", "include", "torch", "version.h")).FirstOrDefault(File.Exists);
        return header is not null && VersionLine().Match(File.ReadAllText(header)) is { Success: true } m ? m.Groups[1].Value : null;
    }

    [GeneratedRegex("TORCH_VERSION[\\s\\\\]+\"([^\"]+)\"")]
    private static partial Regex VersionLine();

    [GeneratedRegex("^TORCH_CPU_LIBRARY:[A-Z]+=(.+)$", RegexOptions.Multiline)]
    private static partial Regex CachedLibrary();
}
