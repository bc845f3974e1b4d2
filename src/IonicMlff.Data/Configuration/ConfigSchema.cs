using IonicMlff.Core.Errors;

namespace IonicMlff.Data.Configuration;

/// <summary>All keys of a kind of config file.</summary>
public sealed class ConfigSchema
{
    private readonly Dictionary<string, ConfigKey> byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> children = new(StringComparer.Ordinal);

    /// <summary>A schema of keys; mappings above them need no entry of their own.</summary>
    public ConfigSchema(IEnumerable<ConfigKey> keys)
    {
        Keys = [.. keys];
        foreach (ConfigKey key in Keys)
        {
            Add(key.Path, key);
            foreach (string alias in key.Aliases)
                Add(Sibling(key.Path, alias), key);
        }
    }

    /// <summary>Names that begin with an underscore are comments of the author, wherever they stand.</summary>
    public bool AllowsComments { get; init; }

    /// <summary>The keys in their order.</summary>
    public IReadOnlyList<ConfigKey> Keys { get; }

    /// <summary>A key by its path.</summary>
    public ConfigKey this[string path] => byPath[path];

    /// <summary>A key by its path; null: a mapping without an entry of its own, or not known.</summary>
    public ConfigKey? Find(string path) => byPath.GetValueOrDefault(path);

    /// <summary>Names known below a path, aliases included.</summary>
    public IReadOnlyList<string> Below(string path) => children.TryGetValue(path, out List<string>? names) ? names : [];

    /// <summary>Refuses unknown keys in a whole file, with the nearest known one.</summary>
    /// <exception cref="IlmlffException">The first that is unknown, or not what the schema expects (a mapping, a list).</exception>
    public void Check(ConfigMapping map, string path = "")
    {
        map.Only([.. Below(path), .. map.Keys.Where(IsComment)]);
        foreach (string name in map.Keys.Where(n => !IsComment(n)))
        {
            string below = Join(path, name);
            ConfigKey? key = Find(below);
            string canonical = key?.Path ?? below;
            if (key is { Kind: ConfigKind.List } && map.IsListOfMappings(name))
            {
                foreach (ConfigMapping item in map.Mappings(name))
                    Check(item, canonical + "[]");
            }
            else if (key is null or { Kind: ConfigKind.Mapping } && map.Has(name) && !(key is not null && !map.IsMapping(name)))
            {
                Check(map.Mapping(name)!, canonical);
            }
        }
    }

    /// <summary>A path below another.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private bool IsComment(string name) => AllowsComments && name.StartsWith('_');

    private void Add(string path, ConfigKey key)
    {
        byPath.Add(path, key);
        for (string at = path; at.Length > 0;)
        {
            int dot = at.LastIndexOf('.');
            string parent = dot < 0 ? "" : at[..dot], name = at[(dot + 1)..];
            if (name.EndsWith("[]", StringComparison.Ordinal))
                name = name[..^2];
            if (!children.TryGetValue(parent, out List<string>? names))
                children.Add(parent, names = []);
            if (!names.Contains(name))
                names.Add(name);
            at = parent;
        }
    }

    private static string Sibling(string path, string alias)
    {
        int dot = path.LastIndexOf('.');
        return dot < 0 ? alias : path[..(dot + 1)] + alias;
    }
}
