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

    /// <summary>Refuses a libtorch whose C++ interface is not that of the build, before anything of it is loaded.</summary>
    /// <exception cref="DllNotFoundException">The releases differ.</exception>
    public static void CheckRelease(string wanted, string file)
    {
        (string version, string folder) = BuiltFor(file);
        if (Real(folder) != Real(wanted) && VersionOf(wanted) is { } other && MajorMinor(other) != MajorMinor(version))
            throw Differs(wanted, file);
    }

    /// <summary>Refuses to run on another libtorch than the one asked for: libraries of other names, so that the build's were found instead.</summary>
    /// <exception cref="DllNotFoundException">They differ.</exception>
    public static void CheckLoaded(string wanted, string loadedFile, string file)
    {
        if (Real(Path.GetDirectoryName(loadedFile)!) != Real(wanted))
            throw Differs(wanted, file);
    }

    private static DllNotFoundException Differs(string wanted, string file)
    {
        (string version, string folder) = BuiltFor(file);
        string other = VersionOf(wanted) is { } v ? "libtorch " + v : "another one";
        return new DllNotFoundException($"{Path.GetFileName(file)} was built for libtorch {version} of {folder}, but {LibTorch.FolderVariable} names {other} in {wanted}: "
            + $"run '{LibTorch.FolderVariable}={wanted} native/build.sh', or unset the variable.");
    }

    private static (string Version, string Folder) BuiltFor(string file)
    {
        ReadOnlySpan<byte> mark = "built for libtorch: "u8;
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
        int at = bytes.IndexOf(mark);
        if (at < 0)
            return ("of unknown release", "");
        ReadOnlySpan<byte> words = bytes[(at + mark.Length)..];
        string[] parts = System.Text.Encoding.UTF8.GetString(words[..words.IndexOf((byte)0)]).Split(' ', 2);
        return (parts[0], parts[1]);
    }

    /// <summary>Version in the headers beside a folder of libraries; null when there are none.</summary>
    public static string? VersionOf(string folder)
    {
        string header = Path.Combine(folder, "..", "include", "torch", "csrc", "api", "include", "torch", "version.h");
        return File.Exists(header) && VersionLine().Match(File.ReadAllText(header)) is { Success: true } m ? m.Groups[1].Value : null;
    }

    private static string MajorMinor(string version) => string.Join('.', version.Split('.').Take(2));

    // With every link on the way followed: /lib is /usr/lib on many systems.
    private static string Real(string folder)
    {
        string real = "/";
        foreach (string part in Path.GetFullPath(folder.Length == 0 ? "/" : folder).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : next;
        }

        return real;
    }

    [GeneratedRegex("TORCH_VERSION[\\s\\\\]+\"([^\"]+)\"")]
    private static partial Regex VersionLine();
}
