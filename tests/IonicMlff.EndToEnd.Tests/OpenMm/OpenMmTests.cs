using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.OpenMm;

/// <summary>A theory that is skipped, with the reason, where OpenMM's Python package is missing.</summary>
public sealed class OpenMmTheoryAttribute : TheoryAttribute
{
    public OpenMmTheoryAttribute() => Skip = PythonChecks.Missing;
}

/// <summary>The plugin and the Python package in the real OpenMM: each case is one check of a script in the folder python.</summary>
public class OpenMmTests
{
    public static TheoryData<string> Energies => Checks("energies");

    public static TheoryData<string> DeePmd => Checks("deepmd");

    public static TheoryData<string> Committees => Checks("committee");

    public static TheoryData<string> OwnPotentials => Checks("own_potentials");

    public static TheoryData<string> Dynamics => Checks("dynamics");

    public static TheoryData<string> Refusals => Checks("refusals");

    public static TheoryData<string> Installation => Checks("installation");

    public static TheoryData<string> Example => Checks("example");

    [OpenMmTheory, MemberData(nameof(Energies))]
    public void Energies_and_forces(string check) => Passes("energies", check);

    [OpenMmTheory, MemberData(nameof(DeePmd))]
    public void DeePMD_models(string check) => Passes("deepmd", check);

    [OpenMmTheory, MemberData(nameof(Committees))]
    public void Committees_report_their_deviation(string check) => Passes("committee", check);

    [OpenMmTheory, MemberData(nameof(OwnPotentials))]
    public void Potentials_written_in_csharp(string check) => Passes("own_potentials", check);

    [OpenMmTheory, MemberData(nameof(Dynamics))]
    public void Molecular_dynamics(string check) => Passes("dynamics", check);

    [OpenMmTheory, MemberData(nameof(Refusals))]
    public void Bad_input_is_refused(string check) => Passes("refusals", check);

    [OpenMmTheory, MemberData(nameof(Installation))]
    public void Can_be_installed(string check) => Passes("installation", check);

    [OpenMmTheory, MemberData(nameof(Example))]
    public void Example_runs(string check) => Passes("example", check);

    private static TheoryData<string> Checks(string script) => new(PythonChecks.Names(script));

    private static void Passes(string script, string check)
    {
        PythonCheck result = PythonChecks.Result(script, check);
        Assert.True(result.Outcome == "passed", $"{script}.py {check}: {result.Text}");
    }
}
