using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace TorchSharp.Native;

/// <summary>The folder of shared libraries that <see cref="LibTorch.FolderVariable"/> names.</summary>
internal static partial class LibTorchFolder
{
    // In the order in which each needs those before it.
    private static readonly string[] Libraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    /// <summary>The folder, or null when the variable is not set.</summary>
    /// <exception cref="DllNotFoundException">It holds no libtorch.</exception>
    public static string? Wanted()
    {
        if (Environment.GetEnvironmentVariable(LibTorch.FolderVariable) is not { Length: > 0 } named)
            return null;
        string[] places = [named, Path.Combine(named, "lib")];
        string? found = Array.Find(places, p => File.Exists(Path.Combine(p, "libtorch_cpu.so")));
        return found is not null ? Path.GetFullPath(found) : throw new DllNotFoundException(
            $"{LibTorch.FolderVariable} names '{named}', which holds no libtorch_cpu.so: set it to a libtorch folder or the 'lib' folder of a PyTorch, or unset it.");
    }

    /// <summary>Loads the libraries of that folder before ours asks for them by name.</summary>
    public static void Preload(string folder)
    {
        foreach (string library in Libraries)
        {
            string file = Path.Combine(folder, library);
            if (File.Exists(file) && !NativeLibrary.TryLoad(file, out _))
                throw new DllNotFoundException($"{file} can't be loaded; is it for this machine, with all libraries it needs beside it?");
        }
    }

    /// <summary>Refuses to run on another libtorch than the one asked for, or on one whose C++ interface is not that of the build.</summary>
    /// <exception cref="DllNotFoundException">They differ.</exception>
    public static void CheckLoaded(string wanted, string loadedFile, string builtVersion, string builtFolder)
    {
        string? version = VersionOf(wanted);
        bool same = Real(Path.GetDirectoryName(loadedFile)!) == Real(wanted) && (version is null || MajorMinor(version) == MajorMinor(builtVersion));
        if (!same)
        {
            throw new DllNotFoundException($"libilmlff_torch.so was built for libtorch {builtVersion} of {builtFolder}, but {LibTorch.FolderVariable} names "
                + $"{(version is null ? "another one" : "libtorch " + version)} in {wanted}: run '{LibTorch.FolderVariable}={wanted} native/build.sh', or unset the variable.");
        }
    }

    /// <summary>Version in the headers beside a folder of libraries; null when there are none.</summary>
    public static string? VersionOf(string folder)
    {
        string header = Path.Combine(folder, "..", "include", "torch", "csrc", "api", "include", "torch", "version.h");
        return File.Exists(header) && VersionLine().Match(File.ReadAllText(header)) is { Success: true } m ? m.Groups[1].Value : null;
    }

    private static string MajorMinor(string version) => string.Join('.', version.Split('.').Take(2));

    private static string Real(string folder) => new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);

    [GeneratedRegex("TORCH_VERSION\\s+\"([^\"]+)\"")]
    private static partial Regex VersionLine();
}
