using System.Xml.Linq;

namespace OpenMM;

/// <summary>
/// A machine-learned potential of IonicMlff (MACE, DeePMD, or one's own C# potential) acting on all particles or on some of them. The
/// plugin libIlmlffOpenMM.so is loaded when a context is made; it is looked for beside OpenMM.NET's library, or where ILMLFF_HOME says.
/// </summary>
public sealed class IlmlffForce : Force
{
    private static readonly string[] Precisions = ["double", "mixed"];
    private static readonly string[] Backends = ["auto", "simd", "reference", "torch"];
    private readonly List<string> _models = [];
    private readonly SortedDictionary<int, string> _elements = [];
    private readonly List<(int, int)> _bonds = [];
    private int _systemSize = -1;
    private bool _boxKnown;

    /// <summary>Model files; several are a committee, whose first member drives.</summary>
    /// <exception cref="OpenMMException">A file does not exist.</exception>
    public IlmlffForce(params ReadOnlySpan<string> models)
    {
        foreach (string model in models)
            AddModel(model);
    }

    public override string TypeName => nameof(IlmlffForce);

    /// <summary>Absolute paths.</summary>
    public IReadOnlyList<string> Models => _models;

    /// <summary>Element of every particle that the model acts on.</summary>
    public IReadOnlyDictionary<int, string> Elements => _elements;

    /// <summary>Pairs that move as one molecule under a barostat; without energy here.</summary>
    public IReadOnlyList<(int Particle1, int Particle2)> Bonds => _bonds;

    /// <summary><c>double</c>, or <c>mixed</c>: float arithmetic, sums in double.</summary>
    public string Precision { get; init => field = Word(nameof(Precision), value, Precisions); } = "double";

    /// <summary><c>auto</c>, <c>simd</c>, <c>reference</c> or <c>torch</c>.</summary>
    public string Backend { get; init => field = Word(nameof(Backend), value, Backends); } = "auto";

    /// <summary>0: OPENMM_CPU_THREADS, else every core.</summary>
    public int Threads
    {
        get;
        init => field = value is >= 0 and <= 4096 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Threads are 0 (all) to 4096.");
    }

    /// <summary>Head of a multi-head model.</summary>
    public string Head { get; init; } = "";

    /// <summary>Total charge (e), for models that know it; null: the model's default.</summary>
    public double? Charge { get; init; }

    /// <summary>Spin multiplicity, for models that know it.</summary>
    public double? Spin { get; init; }

    /// <summary>Count the images of the box? Null: decided from the topology or the other forces.</summary>
    public bool? Periodic { get; init; }

    /// <summary>Frame parameters of DeePMD models (fparam).</summary>
    public IReadOnlyList<double> FrameParameters { get; init; } = [];

    /// <summary>Parameters that every atom has (aparam).</summary>
    public IReadOnlyList<double> AtomParameters { get; init; } = [];

    /// <summary>Words of a potential in C#, with their values; every model gets them.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();

    /// <summary>Adds a member of the committee.</summary>
    /// <exception cref="OpenMMException">The file does not exist.</exception>
    public void AddModel(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        // Potential.dll:TypeName keeps its type name.
        int split = model.IndexOf(".dll:", StringComparison.Ordinal);
        string file = split < 0 ? model : model[..(split + 4)];
        if (Directory.Exists(file))
            throw new OpenMMException($"The model '{file}' is a folder; give the file in it.");
        if (!File.Exists(file))
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            string hint = Directory.Exists(folder)
                ? Nearest.Hint(Path.GetFileName(file), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)))
                : $" (there is no folder {folder})";
            throw new OpenMMException($"The model file '{Path.GetFullPath(file)}' does not exist{hint}");
        }

        _models.Add(Path.GetFullPath(file) + (split < 0 ? "" : model[(split + 4)..]));
    }

    /// <summary>The model acts on all atoms of a topology; its bonds and box count.</summary>
    public void AddAtoms(Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        foreach (Atom atom in topology.Atoms)
        {
            AddAtom(atom.Index, atom.Element ?? throw new OpenMMException(
                $"Atom {atom.Index} ({atom.Name}) of the topology has no element; a virtual site must be left out (AddAtom for the others)."));
        }

        foreach ((Atom a, Atom b) in topology.Bonds)
            AddBond(a.Index, b.Index);
        (_systemSize, _boxKnown) = (topology.Atoms.Count, topology.Box is not null);
    }

    /// <summary>The model acts on all particles of the System, whose elements these are.</summary>
    public void AddAtoms(IEnumerable<string> elements)
    {
        int particle = 0;
        foreach (string element in elements)
            AddAtom(particle++, element);
        _systemSize = particle;
    }

    /// <summary>The model acts on this particle.</summary>
    /// <exception cref="OpenMMException">It was added before, or there is no such element.</exception>
    public void AddAtom(int particle, string element)
    {
        if (ChemicalElements.Number(element) == 0)
            throw new OpenMMException($"Particle {particle}: '{element}' is not an element symbol{Nearest.Hint(element, ChemicalElements.Symbols)}");
        if (!_elements.TryAdd(particle, element))
            throw new OpenMMException($"Particle {particle} was added before.");
    }

    /// <summary>Says that two particles belong to one molecule.</summary>
    public void AddBond(int particle1, int particle2) => _bonds.Add((particle1, particle2));

    /// <summary>The plugin file that would be loaded.</summary>
    /// <exception cref="OpenMMException">There is none.</exception>
    public static string PluginFile
    {
        get
        {
            const string name = "libIlmlffOpenMM.so";
            string[] places = Environment.GetEnvironmentVariable("ILMLFF_HOME") is { Length: > 0 } home
                ? [Path.Combine(home, "lib", "openmm", name), Path.Combine(home, "build", "lib", "openmm", name)]
                : [Path.Combine(OpenMMLibrary.Folder, "openmm", name), Path.Combine(OpenMMLibrary.Folder, name)];
            return Array.Find(places, File.Exists) ?? throw new OpenMMException(
                $"IonicMlff's OpenMM plugin was not found (looked for {string.Join(" and ", places)}): build it with native/build.sh, or set ILMLFF_HOME to the build folder.");
        }
    }

    // Reading the XML needs the plugin's class, so it is loaded before; a second time changes nothing.
    internal override void Prepare() => LoadPlugin();

    internal static void LoadPlugin() => Platform.LoadPlugin(PluginFile);

    private protected override int Version => FrameParameters.Count + AtomParameters.Count > 0 ? 2 : 1;

    private protected override void Write(XElement force)
    {
        if (_models.Count == 0)
            throw new OpenMMException("IlmlffForce has no model file: give at least one.");
        if (_elements.Count == 0)
            throw new OpenMMException("IlmlffForce has no atoms: call AddAtoms(topology) or AddAtoms(elements).");
        bool? periodic = Periodic ?? (_boxKnown ? true : null);
        force.Add(new XAttribute("device", "cpu"), new XAttribute("precision", Precision), new XAttribute("backend", Backend),
            new XAttribute("head", Head), Xml.Attribute("threads", Threads),
            new XAttribute("periodic", periodic switch { null => "auto", true => "yes", false => "no" }),
            Xml.Attribute("systemSize", _systemSize), Xml.Attribute("defaultBoxRefused", _boxKnown));
        if (Charge is { } charge)
            force.Add(Xml.Attribute("charge", charge));
        if (Spin is { } spin)
            force.Add(Xml.Attribute("spin", spin));
        force.Add(new XElement("Models", _models.Select(m => new XElement("Model", new XAttribute("path", m)))));
        if (Version > 1)
            force.Add(Values("FrameParameters", FrameParameters), Values("AtomParameters", AtomParameters));
        if (Words.Count > 0)
            force.Add(new XElement("Words", Words.SelectMany(w => (string[])[w.Key, w.Value]).Select(w => new XElement("Word", new XAttribute("value", w)))));
        force.Add(
            new XElement("Particles", _elements.Select(e => new XElement("Particle", Xml.Attribute("index", e.Key), new XAttribute("element", e.Value)))),
            new XElement("Bonds", _bonds.Select(b => new XElement("Bond", Xml.Attribute("p1", b.Item1), Xml.Attribute("p2", b.Item2)))));
    }

    private static XElement Values(string name, IEnumerable<double> values) =>
        new(name, values.Select(v => new XElement("Parameter", Xml.Attribute("value", v))));

    private static string Word(string option, string word, string[] known) => known.Contains(word)
        ? word
        : throw new OpenMMException($"{option} '{word}' is not known; known are {string.Join(", ", known)}{Nearest.Hint(word, known)}");
}
