using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// Version of what potentials are written against: the assembly version of IonicMlff.Core. Its first number changes when potentials
/// have to be compiled anew, its second when something is added.
/// </summary>
public static class PotentialContract
{
    private const string CoreAssembly = "IonicMlff.Core";

    /// <summary>Version of this IonicMlff.</summary>
    public static Version Version { get; } = typeof(IPotential).Assembly.GetName().Version!;

    /// <summary>True when potentials compiled against <paramref name="built"/> run here.</summary>
    public static bool Accepts(Version built) => built.Major == Version.Major && built.Minor <= Version.Minor;

    /// <summary>Compares the version a potential was compiled against with this one, before any of its code runs.</summary>
    /// <exception cref="IlmlffException">The file is no .NET assembly, knows nothing of IonicMlff.Core, or another version of it.</exception>
    internal static void Check(string file)
    {
        Version built = ReadReference(file)
            ?? throw IlmlffException.BadData($"{file} holds no potential: it does not refer to {CoreAssembly}. Expected is a class that implements IPotential.");
        if (Accepts(built))
            return;

        string cure = built > Version ? "Use a newer IonicMlff, or compile the potential against this one." : "Compile the potential anew.";
        throw IlmlffException.BadData(
            $"{file} was compiled against version {built.ToString(2)} of the potential contract ({CoreAssembly}), but this IonicMlff has {Version.ToString(2)}. {cure}");
    }

    private static Version? ReadReference(string file)
    {
        try
        {
            using var pe = new PEReader(File.OpenRead(file));
            MetadataReader metadata = pe.GetMetadataReader();
            foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
            {
                AssemblyReference reference = metadata.GetAssemblyReference(handle);
                if (metadata.GetString(reference.Name) == CoreAssembly)
                    return reference.Version;
            }

            return null;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.BadData($"{file} can't be loaded as a .NET assembly: {e.Message} Build it for net10.0.", e);
        }
    }
}
