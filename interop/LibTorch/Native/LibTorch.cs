using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp.Native;

/// <summary>Finds and loads libilmlff_torch.so, the C interface over libtorch; done by itself at the first call that needs libtorch.</summary>
internal static unsafe class LibTorch
{
    /// <summary>Environment variable that names the folder of libtorch's shared libraries (or the one above its <c>lib</c>).</summary>
    public const string FolderVariable = "ILMLFF_LIBTORCH";

    private const string FileName = "libilmlff_torch.so";
    private static readonly Lock Loading = new();
    private static nint _library;

    /// <summary>Whether large freed blocks of memory are kept for the next tensor.</summary>
    public static bool KeepsMemory { get; private set; }

    /// <summary>Threads of OpenBLAS, which follow those of libtorch; 0 when the BLAS is another one.</summary>
    public static int BlasThreads
    {
        get
        {
            Load();
            return ilmlff_torch_blas_threads();
        }
    }

    /// <summary>Loads the library once.</summary>
    /// <exception cref="DllNotFoundException">There is none, or it does not fit; the text says what to do.</exception>
    public static void Load()
    {
        if (Volatile.Read(ref _library) == 0)
            LoadNow();
    }

    private static void LoadNow()
    {
        lock (Loading)
        {
            if (_library != 0)
                return;
            string file = Find();
            BlasKernels.Choose();
            string? wanted = LibTorchFolder.Wanted();
            if (wanted is not null)
                LibTorchFolder.CheckRelease(wanted, file);
            nint library = Open(file, wanted);
            NativeLibrary.SetDllImportResolver(typeof(LibTorch).Assembly, (name, _, _) => name == Library ? library : 0);
            if (wanted is not null)
                LibTorchFolder.CheckLoaded(wanted, Text(ilmlff_torch_loaded_file()), file);
            KeepsMemory = ilmlff_torch_keep_memory() != 0;
            Volatile.Write(ref _library, library);
        }
    }

    /// <summary>The exception for what the last call reported.</summary>
    public static ExternalException Failure() => new(Text(ilmlff_torch_error()));

    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static nint Open(string file, string? wanted)
    {
        if (wanted is not null)
            LibTorchFolder.Preload(wanted);
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // dlopen's own line, e.g. "libtorch_cpu.so.1.13: cannot open shared object file", among those about the places that were tried.
            string[] lines = e.Message.Split('\n');
            string reason = Array.Find(lines, l => l.Contains(": cannot open shared object file", StringComparison.Ordinal) && !l.Contains("ilmlff_torch", StringComparison.Ordinal))
                ?? Array.Find(lines, l => l.Contains("undefined symbol", StringComparison.Ordinal))
                ?? string.Join(' ', lines);
            throw new DllNotFoundException($"libtorch can't be loaded ({reason.Trim()}): install it with 'sudo apt install libtorch-dev', or set {FolderVariable} "
                + "to a libtorch folder or the 'lib' folder of a PyTorch, and run native/build.sh.", e);
        }
    }

    private static string Find()
    {
        List<string> tried = [.. Candidates()];
        return tried.Find(File.Exists) ?? throw new DllNotFoundException(
            $"{FileName} was not found (looked in {string.Join(", ", tried.Select(Path.GetDirectoryName))}): install libtorch with 'sudo apt install libtorch-dev', "
            + $"or set {FolderVariable} to a libtorch folder or the 'lib' folder of a PyTorch, and run native/build.sh.");
    }

    private static IEnumerable<string> Candidates()
    {
        string here = Path.GetDirectoryName(typeof(LibTorch).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        yield return Path.Combine(here, FileName);
        yield return Path.Combine(here, "runtimes", "linux-x64", "native", FileName);
        yield return Path.GetFullPath(Path.Combine(here, "..", "lib", FileName));
        for (DirectoryInfo? d = new(here); d is not null; d = d.Parent)
        {
            if (Directory.Exists(Path.Combine(d.FullName, "native", "torch")))
                yield return Path.Combine(d.FullName, "build", "lib", FileName);
        }
    }
}
