using System.Xml.Linq;

namespace OpenMM;

/// <summary>A type of atom in a force field. Mass in dalton; no element: an extra particle.</summary>
internal sealed record AtomType(string Name, string Class, double Mass, string? Element);

/// <summary>The types of a force field, and which of them a term is meant for.</summary>
internal sealed class AtomTypes
{
    private readonly Dictionary<string, AtomType> _types = [];
    private readonly Dictionary<string, HashSet<string>> _classes = [];

    public AtomTypes() => Any = _classes[""] = [];

    /// <summary>What an empty class or type means.</summary>
    public HashSet<string> Any { get; }

    public void Add(XElement type, string file)
    {
        string name = type.Need("name"), @class = type.Need("class");
        string? element = type.Attribute("element")?.Value;
        if (element is not null && ChemicalElements.Number(element) == 0)
            throw new OpenMMException($"{file}: the type '{name}' has the element '{element}', which does not exist{Nearest.Hint(element, ChemicalElements.Symbols)}");
        if (!_types.TryAdd(name, new AtomType(name, @class, type.Double("mass"), element)))
            throw new OpenMMException($"{file}: the atom type '{name}' is defined twice.");
        if (!_classes.TryGetValue(@class, out HashSet<string>? members))
            _classes[@class] = members = [];
        members.Add(name);
        Any.Add(name);
    }

    public AtomType this[string name] => _types[name];

    public bool Contains(string name) => _types.ContainsKey(name);

    /// <summary>
    /// The types meant by class1, type2, ... of a term with <paramref name="count"/> atoms; null when a class or type does not exist: such
    /// a term is for other files and is passed over.
    /// </summary>
    /// <exception cref="OpenMMException">An atom has both a class and a type.</exception>
    public HashSet<string>[]? Of(XElement term, int count)
    {
        var sets = new HashSet<string>[count];
        for (int i = 0; i < count; i++)
        {
            string suffix = count == 1 ? "" : $"{i + 1}";
            string? type = term.Attribute("type" + suffix)?.Value, @class = term.Attribute("class" + suffix)?.Value;
            if (type is not null && @class is not null)
                throw new OpenMMException($"{Xml.Short(term)} gives both a type and a class for its atom {i + 1}.");
            HashSet<string>? set = null;
            if (type is { Length: > 0 })
                set = _types.ContainsKey(type) ? [type] : null;
            else if ((type ?? @class) is { } name)
                set = _classes.GetValueOrDefault(name);
            if (set is null)
                return null;
            sets[i] = set;
        }

        return sets;
    }
}
