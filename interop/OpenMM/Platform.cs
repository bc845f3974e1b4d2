using OpenMM.Native;

namespace OpenMM;

/// <summary>A platform of OpenMM: Reference, CPU, OpenCL, CUDA, ... as installed. Plugins are loaded at the first use.</summary>
public sealed unsafe class Platform
{
    private static readonly Lock Loading = new();
    private static bool _loaded;

    private Platform(string name) => Name = name;

    /// <summary>Name as OpenMM writes it.</summary>
    public string Name { get; }

    /// <summary>OpenMM's estimate of its speed relative to Reference.</summary>
    public double Speed
    {
        get
        {
            double speed;
            OpenMMLibrary.Check(OpenMMNative.openmm_platform_speed(Name, &speed));
            return speed;
        }
    }

    /// <summary>Properties a <see cref="Context"/> on this platform takes, with their defaults.</summary>
    public IReadOnlyDictionary<string, string> Properties =>
        OpenMMLibrary.Lines(OpenMMNative.openmm_platform_properties(Name)).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);

    /// <summary>All platforms of this machine.</summary>
    /// <exception cref="OpenMMException">OpenMM is not installed.</exception>
    public static IReadOnlyList<Platform> All
    {
        get
        {
            LoadDefaultPlugins();
            lock (Loading)
            {
                return [.. Enumerable.Range(0, OpenMMNative.openmm_platform_count()).Select(i => new Platform(OpenMMLibrary.Text(OpenMMNative.openmm_platform_name(i))))];
            }
        }
    }

    /// <summary>Plugins that could not be loaded, and why.</summary>
    public static IReadOnlyList<string> PluginFailures
    {
        get
        {
            LoadDefaultPlugins();
            return OpenMMLibrary.Lines(OpenMMNative.openmm_plugin_failures());
        }
    }

    /// <summary>The platform of that name.</summary>
    /// <exception cref="OpenMMException">There is none; the message lists what there is.</exception>
    public static Platform ByName(string name)
    {
        IReadOnlyList<Platform> all = All;
        return all.FirstOrDefault(p => p.Name == name) ?? throw new OpenMMException(
            $"There is no platform '{name}' here{Nearest.Hint(name, all.Select(p => p.Name))}; there are {string.Join(", ", all.Select(p => p.Name))}"
            + " (Debian's other platforms are in the package libopenmm-plugins).");
    }

    /// <summary>Loads one plugin library.</summary>
    /// <exception cref="OpenMMException">It can't be loaded.</exception>
    public static void LoadPlugin(string file)
    {
        LoadDefaultPlugins();
        if (!File.Exists(file))
            throw new OpenMMException($"The OpenMM plugin '{file}' does not exist.");
        lock (Loading)
        {
            OpenMMLibrary.Check(OpenMMNative.openmm_load_plugin(Path.GetFullPath(file)));
        }
    }

    public override string ToString() => Name;

    /// <summary>Loads the plugins of the installation once: OpenMM's own folder, else the one beside libOpenMM (as Debian has it).</summary>
    internal static void LoadDefaultPlugins()
    {
        OpenMMLibrary.Load();
        lock (Loading)
        {
            if (_loaded)
                return;
            string[] folders =
            [
                OpenMMLibrary.Text(OpenMMNative.openmm_default_plugin_folder()),
                Path.Combine(Path.GetDirectoryName(OpenMMLibrary.LibraryFile)!, "openmm", "plugins"),
                Path.Combine(Path.GetDirectoryName(OpenMMLibrary.LibraryFile)!, "plugins"),
            ];
            if (Array.Find(folders, Directory.Exists) is { } folder)
                OpenMMLibrary.Check(OpenMMNative.openmm_load_plugins(folder));
            _loaded = true;
        }
    }
}
