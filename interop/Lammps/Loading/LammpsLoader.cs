using System.Reflection;
using System.Runtime.InteropServices;
using Lammps.Native;

namespace Lammps.Loading;

/// <summary>Opens liblammps (and, before it, the pair style's library) with global symbols, once per process.</summary>
internal static unsafe partial class LammpsLoader
{
    private const int Lazy = 1, Global = 0x100;

    private static readonly string[] Names = ["liblammps.so.0", "liblammps.so", "liblammps_mpi.so", "liblammps_serial.so"];
    private static readonly Lock Lock = new();
    private static nint lammps;
    private static string loadedFrom = "", loadedPairStyle = "";

    /// <summary>Opens the libraries; does nothing the second time.</summary>
    /// <param name="library">LAMMPS's library; empty: the installed one.</param>
    /// <param name="pairStyle">The library of <c>pair_style ilmlff</c>; empty: none.</param>
    /// <exception cref="LammpsException">Not found, can't be loaded, or another one is loaded already.</exception>
    public static void Load(string library, string pairStyle)
    {
        lock (Lock)
        {
            if (lammps != 0)
            {
                if (library != "" && library != loadedFrom)
                    throw new LammpsException(LammpsFailure.Usage, $"LAMMPS was loaded from {loadedFrom} already; {library} needs a process of its own (LammpsMode.ChildProcess).");
                if (pairStyle != "" && pairStyle != loadedPairStyle)
                    throw new LammpsException(LammpsFailure.Usage, $"LAMMPS was loaded without {pairStyle} already. Name the pair style when the first instance is opened, or use LammpsMode.ChildProcess.");
                return;
            }

            // The pair style's library puts itself before a constructor of LAMMPS, so it must be found first.
            if (pairStyle != "" && Open(pairStyle) == 0)
                throw new LammpsException(LammpsFailure.Missing, $"The library of pair_style ilmlff can't be loaded: {Reason()}. Build it with native/build.sh, or give PairStyle = \"\".");
            string[] names = library == "" ? Names : [library];
            (string name, nint handle) = names.Select(n => (n, Open(n))).FirstOrDefault(f => f.Item2 != 0);
            if (handle == 0)
                throw new LammpsException(LammpsFailure.Missing, library == ""
                    ? $"LAMMPS's shared library was not found (tried {string.Join(", ", Names)}). Install it (Debian: apt-get install liblammps0), or name it in LammpsOptions.Library."
                    : $"LAMMPS's library can't be loaded: {Reason()}.");
            (lammps, loadedFrom, loadedPairStyle) = (handle, name, pairStyle);
            NativeLibrary.SetDllImportResolver(typeof(LammpsLibrary).Assembly, Resolve);
        }
    }

    /// <summary>The library of <c>pair_style ilmlff</c> for null in <see cref="LammpsOptions.PairStyle"/>, or "".</summary>
    public static string FindPairStyle()
    {
        if (Environment.GetEnvironmentVariable("ILMLFF_LAMMPS") is { Length: > 0 } named)
            return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IonicMlff.sln")))
            {
                string built = Path.Combine(folder.FullName, "build", "lib", "libilmlff_lammps.so");
                return File.Exists(built) ? built : "";
            }
        }

        return "";
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == LammpsLibrary.Library ? lammps : 0;

    private static nint Open(string path)
    {
        _ = dlerror(); // found now, since looking for it later would replace the message of dlopen
        return dlopen(path, Lazy | Global);
    }

    private static string Reason() => Marshal.PtrToStringUTF8(dlerror()) ?? "no reason was given";

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string path, int mode);

    [LibraryImport("libc")]
    private static partial nint dlerror();
}
