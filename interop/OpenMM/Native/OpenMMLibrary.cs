using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using OpenMM.Native;

namespace OpenMM;

/// <summary>Finds and loads libopenmm_capi.so, the C interface over libOpenMM; done by itself at the first call that needs OpenMM.</summary>
public static unsafe class OpenMMLibrary
{
    private const string FileName = "libopenmm_capi.so";
    private static readonly Lock Loading = new();
    private static nint _library;

    /// <summary>Environment variable that names the library file; nothing else is tried when it is set.</summary>
    public const string PathVariable = "OPENMM_NET_LIBRARY";

    /// <summary>Version of OpenMM, e.g. <c>7.7</c>.</summary>
    /// <exception cref="OpenMMException">OpenMM is not installed, or the library was not built.</exception>
    public static string Version
    {
        get
        {
            Load();
            return Text(OpenMMNative.openmm_version());
        }
    }

    /// <summary>File of libOpenMM that is in use.</summary>
    /// <exception cref="OpenMMException">OpenMM is not installed.</exception>
    public static string LibraryFile
    {
        get
        {
            Load();
            return Text(OpenMMNative.openmm_library_file());
        }
    }

    /// <summary>Why OpenMM can't be used here, in one sentence with the cure; null when it can.</summary>
    public static string? Missing
    {
        get
        {
            try
            {
                Load();
                return null;
            }
            catch (OpenMMException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>Sizes and offsets of the structs that cross, as the C++ compiler sees them.</summary>
    internal static string Layout
    {
        get
        {
            Load();
            return Text(OpenMMNative.openmm_layout());
        }
    }

    /// <summary>Loads the library once.</summary>
    internal static void Load()
    {
        if (Volatile.Read(ref _library) != 0)
            return;
        lock (Loading)
        {
            if (_library != 0)
                return;
            nint library = Open(Find());
            NativeLibrary.SetDllImportResolver(typeof(OpenMMLibrary).Assembly,
                (name, _, _) => name == OpenMMNative.Library ? library : 0);
            Volatile.Write(ref _library, library);
        }
    }

    /// <summary>Opens one file and checks that it is the library this assembly was written for.</summary>
    /// <exception cref="OpenMMException">It can't be opened; the message says what to install.</exception>
    internal static nint Open(string file)
    {
        nint opened;
        try
        {
            opened = NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new OpenMMException(Needed(e.Message) is { } library
                ? $"OpenMM is not installed ({file} needs {library}): install it with 'sudo apt install libopenmm-dev' and run native/build.sh."
                : $"{file} can't be loaded; build it again with native/build.sh: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }

        if (!NativeLibrary.TryGetExport(opened, "openmm_capi_version", out nint version))
            throw new OpenMMException($"{file} is not the library of OpenMM.NET (it has no openmm_capi_version); build it with native/build.sh.");
        int found = ((delegate* unmanaged[Cdecl]<int>)version)();
        return found == OpenMMNative.OPENMM_CAPI_VERSION
            ? opened
            : throw new OpenMMException($"{file} has version {found} of the interface, OpenMM.NET needs {OpenMMNative.OPENMM_CAPI_VERSION}; "
                + "build both together (native/build.sh).");
    }

    // dlopen says "libOpenMM.so.7.7: cannot open shared object file: No such file or directory" about what the file needs.
    private static string? Needed(string message) => message.Split('\n').Select(l => l.Split(": cannot open shared object file"))
        .FirstOrDefault(p => p.Length > 1 && !p[0].Contains('/', StringComparison.Ordinal) && !p[0].Contains("capi", StringComparison.Ordinal))?[0].Trim();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } chosen)
        {
            return File.Exists(chosen)
                ? Path.GetFullPath(chosen)
                : throw new OpenMMException($"{PathVariable} names '{chosen}', which does not exist; set it to the {FileName} that native/build.sh makes, or unset it.");
        }

        List<string> tried = [.. Candidates()];
        return tried.Find(File.Exists) ?? throw new OpenMMException(
            $"OpenMM.NET's library {FileName} was not found (looked in {string.Join(", ", tried.Select(Path.GetDirectoryName))}): install OpenMM with "
            + $"'sudo apt install libopenmm-dev', run native/build.sh, and set {PathVariable} when the program does not lie in the checkout.");
    }

    private static IEnumerable<string> Candidates()
    {
        string here = Path.GetDirectoryName(typeof(OpenMMLibrary).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        yield return Path.Combine(here, FileName);
        yield return Path.Combine(here, "runtimes", "linux-x64", "native", FileName);
        for (DirectoryInfo? d = new(here); d is not null; d = d.Parent)
        {
            if (Directory.Exists(Path.Combine(d.FullName, "native", "openmm", "capi")))
                yield return Path.Combine(d.FullName, "build", "lib", FileName);
        }
    }

    /// <summary>Folder of the library that was loaded: IonicMlff's plugin lies in <c>openmm</c> beside it.</summary>
    internal static string Folder => Path.GetDirectoryName(Find())!;

    /// <summary>Throws with OpenMM's text unless the status is OK.</summary>
    internal static void Check(int status)
    {
        if (status != (int)openmm_status.OPENMM_OK)
            throw new OpenMMException(LastText());
    }

    /// <summary>The text that a call left behind.</summary>
    internal static string Text(int status)
    {
        Check(status);
        return LastText();
    }

    /// <summary>The lines of the text that a call left behind.</summary>
    internal static string[] Lines(int status) => Text(status).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The bytes that a call left behind.</summary>
    internal static byte[] Bytes(int status)
    {
        Check(status);
        return LastBytes();
    }

    private static string LastText() => Encoding.UTF8.GetString(LastBytes());

    private static byte[] LastBytes()
    {
        var bytes = new byte[OpenMMNative.openmm_text(null, 0)];
        fixed (byte* p = bytes)
        {
            OpenMMNative.openmm_text(p, bytes.Length);
        }

        return bytes;
    }
}
