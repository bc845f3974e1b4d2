using System.Text;
using IonicMlff.Testing;
using Xunit;

namespace OpenMM.Tests;

/// <summary>Where OpenMM is not installed: one sentence with the cure, and the rest works.</summary>
public sealed class MissingOpenMMTests
{
    /// <summary>The library with the name of an OpenMM that does not exist: what a machine without OpenMM says.</summary>
    [OpenMMFact]
    public void OpenMMIsNotInstalled()
    {
        byte[] library = File.ReadAllBytes(Path.Combine(TestData.Root, "build", "lib", "libopenmm_capi.so"));
        int at = library.AsSpan().IndexOf("libOpenMM.so."u8);
        Assert.True(at > 0);
        library[at + 8] = (byte)'X'; // libOpenMX.so.7.7
        string file = Installation.Scratch("libopenmm_capi.so");
        File.WriteAllBytes(file, library);
        Sentence(WithLibrary(file), "OpenMM is not installed", "needs libOpenMX.so.", "sudo apt install libopenmm-dev", "native/build.sh");
    }

    [OpenMMFact]
    public void TheFileThatWasNamedIsNotThere() =>
        Sentence(WithLibrary("/no/such/libopenmm_capi.so"), "OPENMM_NET_LIBRARY names '/no/such/libopenmm_capi.so', which does not exist");

    [OpenMMFact]
    public void AnotherLibrary() =>
        Sentence(WithLibrary(Path.Combine(TestData.Root, "build", "lib", "libilmlff.so")), "is not the library of OpenMM.NET", "native/build.sh");

    [OpenMMFact]
    public void NotALibrary()
    {
        string file = Installation.Scratch("libopenmm_capi.so");
        File.WriteAllText(file, "text");
        Sentence(WithLibrary(file), "can't be loaded", "native/build.sh");
    }

    // Runs Program.cs: what needs no OpenMM has worked, the two messages are the same sentence.
    private static string WithLibrary(string file)
    {
        string field = Installation.Scratch("field.xml");
        File.WriteAllText(field, """
            <ForceField><AtomTypes><Type name="o" class="O" element="O" mass="16"/><Type name="h" class="H" element="H" mass="1"/></AtomTypes>
            <Residues><Residue name="HOH"><Atom name="O" type="o"/><Atom name="H1" type="h"/><Atom name="H2" type="h"/>
            <Bond atomName1="O" atomName2="H1"/><Bond atomName1="O" atomName2="H2"/></Residue></Residues></ForceField>
            """, Encoding.UTF8);
        (int code, string text) = Installation.Run(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            ["exec", typeof(MissingOpenMMTests).Assembly.Location, field], new() { [OpenMMLibrary.PathVariable] = file });
        Assert.True(code == 0, text);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("particles 30", lines[0]);
        Assert.Equal("integrator VerletIntegrator", lines[1]);
        Assert.Equal("missing: " + lines[2], lines[3]);
        return lines[2];
    }

    private static void Sentence(string message, params string[] parts) => Assert.All(parts, p => Assert.Contains(p, message, StringComparison.Ordinal));
}
