using System.Reflection;
using System.Runtime.Loader;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Host;

/// <summary>A potential written by a user: a public type in a dll that implements <see cref="IPotential"/> and has a constructor without arguments.</summary>
internal static class UserPotential
{
    /// <summary>True for <c>FILE.dll</c> and <c>FILE.dll:TypeName</c>.</summary>
    public static bool IsNamedBy(string model, out string file, out string? type)
    {
        const string Extension = ".dll";
        int colon = model.LastIndexOf(Extension + ":", StringComparison.OrdinalIgnoreCase);
        file = colon < 0 ? model : model[..(colon + Extension.Length)];
        type = colon < 0 ? null : model[(colon + Extension.Length + 1)..];
        return file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Loads the dll and creates the potential.</summary>
    /// <exception cref="IlmlffException">Missing or damaged file, no such type, several types, or its constructor fails.</exception>
    public static IPotential Load(string file, string? typeName)
    {
        if (!File.Exists(file))
            throw IlmlffException.BadData($"The potential {file} does not exist (looked in {Environment.CurrentDirectory}). Build it, or correct the path.");

        string path = Path.GetFullPath(file);
        Type type;
        try
        {
            type = Choose(new UserContext(path).LoadFromAssemblyPath(path), file, typeName);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException)
        {
            throw IlmlffException.BadData($"{file} can't be loaded as a .NET assembly: {e.Message} Build it for net10.0 against this IonicMlff.", e);
        }

        try
        {
            return (IPotential)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            Exception inner = e.InnerException!;
            throw new IlmlffException(ErrorKind.Failed, $"{file}: the constructor of {type.FullName} failed: {inner.GetType().Name}: {inner.Message}", inner);
        }
    }

    private static Type Choose(Assembly assembly, string file, string? typeName)
    {
        Type[] exported = assembly.GetExportedTypes();
        Type[] potentials = [.. exported.Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            && typeof(IPotential).IsAssignableFrom(t) && t.GetConstructor(Type.EmptyTypes) is not null)];
        if (potentials.Length == 0)
        {
            throw IlmlffException.BadData(
                $"{file} has no public class that implements IonicMlff.Core.Potentials.IPotential and has a constructor without arguments.");
        }

        string names = string.Join(", ", potentials.Select(t => t.FullName));
        Type[] fitting = typeName is null ? potentials : [.. potentials.Where(t => t.Name == typeName || t.FullName == typeName)];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw IlmlffException.Usage(
                $"{file} has no potential '{typeName}'; did you mean '{NearestWord.To(typeName!, potentials.Select(t => t.Name))}'? It holds: {names}."),
            _ => throw IlmlffException.Usage($"{file} holds several potentials: {names}. Name one: {file}:{fitting[0].Name}"),
        };
    }

    /// <summary>The user's dll with its own dependencies; IonicMlff's assemblies are the ones already loaded, else IPotential would not be IPotential.</summary>
    private sealed class UserContext(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            AssemblyLoadContext host = GetLoadContext(typeof(UserPotential).Assembly)!;
            if (name.Name is "IonicMlff.Core" or "IonicMlff.Models" or "IonicMlff.Host")
                return host.LoadFromAssemblyName(new AssemblyName(name.Name));
            return _resolver.ResolveAssemblyToPath(name) is { } dependency ? LoadFromAssemblyPath(dependency) : null;
        }
    }
}
