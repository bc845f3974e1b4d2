using System.Reflection;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// A potential written by a user: a public class in a dll that implements <see cref="IPotential"/> and has a constructor without
/// arguments, or with one <see cref="PotentialArguments"/>.
/// </summary>
public static class PotentialAssembly
{
    private const string Extension = ".dll";

    /// <summary>True for <c>FILE.dll</c> and <c>FILE.dll:TypeName</c>.</summary>
    public static bool IsNamedBy(string model, out string file, out string? type)
    {
        int colon = model.LastIndexOf(Extension + ":", StringComparison.OrdinalIgnoreCase);
        file = colon < 0 ? model : model[..(colon + Extension.Length)];
        type = colon < 0 ? null : model[(colon + Extension.Length + 1)..];
        return file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Loads the dll, with its own dependencies, and creates the potential.</summary>
    /// <param name="file">The dll.</param>
    /// <param name="typeName">Name of the class, with or without its namespace; null when the dll holds only one.</param>
    /// <param name="arguments">The user's words.</param>
    /// <exception cref="IlmlffException">
    /// Missing or damaged file, another version of the contract, a missing dependency, no such class, several classes, unknown words, or
    /// the constructor fails.
    /// </exception>
    public static IPotential Load(string file, string? typeName, PotentialArguments arguments)
    {
        if (!File.Exists(file))
            throw IlmlffException.BadData($"The potential {file} does not exist (looked in {Environment.CurrentDirectory}). Build it, or correct the path.");

        PotentialContract.Check(file);
        try
        {
            string path = Path.GetFullPath(file);
            Type type = Choose(new PotentialLoadContext(path).LoadFromAssemblyPath(path), file, typeName);
            IPotential potential = Create(type, file, arguments);
            arguments.RefuseUnknown();
            return potential;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or TypeLoadException or MissingMethodException)
        {
            throw IlmlffException.BadData($"{file} can't be loaded: {e.Message} Build it for net10.0 against this IonicMlff.", e);
        }
        catch (FileNotFoundException e)
        {
            throw MissingDependency(file, e);
        }
    }

    private static IPotential Create(Type type, string file, PotentialArguments arguments)
    {
        ConstructorInfo? withArguments = type.GetConstructor([typeof(PotentialArguments)]);
        try
        {
            return (IPotential)(withArguments is null ? Activator.CreateInstance(type)! : withArguments.Invoke([arguments]));
        }
        catch (TargetInvocationException e) when (e.InnerException is IlmlffException)
        {
            throw new IlmlffException(((IlmlffException)e.InnerException).Kind, $"{file}: {e.InnerException.Message}", e.InnerException);
        }
        catch (TargetInvocationException e) when (e.InnerException is FileNotFoundException { FileName: { } name } && name.Contains(", Version="))
        {
            throw MissingDependency(file, (FileNotFoundException)e.InnerException);
        }
        catch (TargetInvocationException e)
        {
            Exception inner = e.InnerException!;
            throw new IlmlffException(ErrorKind.Failed, $"{file}: the constructor of {type.FullName} failed: {inner.GetType().Name}: {inner.Message}", inner);
        }
    }

    private static Type Choose(Assembly assembly, string file, string? typeName)
    {
        Type[] potentials = [.. assembly.GetExportedTypes().Where(t =>
            t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IPotential).IsAssignableFrom(t)
            && (t.GetConstructor(Type.EmptyTypes) ?? t.GetConstructor([typeof(PotentialArguments)])) is not null)];
        if (potentials.Length == 0)
        {
            throw IlmlffException.BadData(
                $"{file} has no public class that implements IonicMlff.Core.Potentials.IPotential and has a constructor without arguments "
                + "(or with one PotentialArguments).");
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

    private static IlmlffException MissingDependency(string file, FileNotFoundException e) => IlmlffException.BadData(
        $"{file} needs {e.FileName?.Split(',')[0] ?? "an assembly"}, which is not there. Build it with <EnableDynamicLoading>true</EnableDynamicLoading> "
        + "or 'dotnet publish', so that its dependencies lie beside it.", e);
}
