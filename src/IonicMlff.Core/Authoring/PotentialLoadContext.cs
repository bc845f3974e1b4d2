using System.Reflection;
using System.Runtime.Loader;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// A user's dll with its own dependencies. IonicMlff's assemblies are the ones already loaded, else its IPotential would not be ours.
/// </summary>
internal sealed class PotentialLoadContext(string path) : AssemblyLoadContext(path)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name is "IonicMlff.Core" or "IonicMlff.Models" or "IonicMlff.Host")
            return GetLoadContext(typeof(PotentialLoadContext).Assembly)!.LoadFromAssemblyName(new AssemblyName(name.Name));
        return _resolver.ResolveAssemblyToPath(name) is { } dependency ? LoadFromAssemblyPath(dependency) : null;
    }
}
