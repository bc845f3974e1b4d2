using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary>Data in and out are LAMMPS's own, in both modes.</summary>
public sealed class DataTests
{
    [FactRequiring(Melt.Library)]
    public void BothModesGiveTheSameNumbers()
    {
        using LammpsInstance child = Melt.Open(), here = Melt.Open(Melt.Here);
        Assert.False(child.IsInProcess);
        Assert.True(here.IsInProcess);
        Assert.Equal(child.Version, here.Version);
        foreach (LammpsInstance lammps in (LammpsInstance[])[child, here])
            lammps.Run(20);
        Assert.Equal(child.Thermo("etotal"), here.Thermo("etotal"));
        Assert.Equal(child.Gather<double>("x"), here.Gather<double>("x"));
        Assert.Equal(child.LocalAtoms<double>("f"), here.LocalAtomSpan<double>("f").ToArray());
        here.LocalAtomSpan<double>("v").Clear();
        Assert.All(here.Gather<double>("v"), v => Assert.Equal(0, v));
    }

    [FactRequiring(Melt.Library)]
    public void GatherScatterAndExtract()
    {
        using LammpsInstance lammps = Melt.Open();
        lammps.Commands("variable twice equal 2*vol\nvariable px atom vx*mass\nvariable text string one\ncompute msd all msd\ncompute ke all ke/atom\nrun 5");
        Assert.Equal(108, lammps.AtomCount);
        Assert.Equal(Enumerable.Range(1, 108), lammps.Gather<int>("id"));
        Assert.Equal(lammps.Thermo("vol"), lammps.Box.Volume, 1e-12 * lammps.Box.Volume);
        Assert.Equal([true, true, true], lammps.Box.Periodic);
        Assert.Equal(2 * lammps.Thermo("vol"), lammps.Variable("twice"));
        Assert.Equal("lj", lammps.GlobalText("units"));
        Assert.Equal(0.005, lammps.Global("dt"));
        Assert.Equal(1, lammps.Setting("ntypes"));
        Assert.Equal(4, lammps.ComputeVector("msd").Length);
        Assert.Equal(lammps.Thermo("temp"), lammps.Compute("thermo_temp"));
        Assert.Equal(lammps.Thermo("ke") * 108, lammps.ComputeAtoms("ke").Sum(), 1e-10); // units lj: thermo per atom
        double[] v = lammps.LocalAtoms<double>("v");
        Assert.Equal(v.Where((_, i) => i % 3 == 0), lammps.AtomVariable("px"));

        double[] x = lammps.Gather<double>("x");
        Assert.Equal(x[6..9].Concat(x[0..3]), lammps.Gather<double>("x", [3, 1]));
        x[0] += 0.01;
        lammps.Scatter<double>("x", x);
        Assert.Equal(x, lammps.Gather<double>("x"));
        lammps.SetVariable("text", "two");
        lammps.Command("variable check equal \"v_text == two\"");
        Assert.True(lammps.HasId("variable", "check"));
        Assert.True(lammps.HasStyle("pair", "lj/cut"));
        Assert.False(lammps.HasStyle("pair", "no/such"));
    }

    [FactRequiring(Melt.Library)]
    public void WrongRequestsAreRefusedAndLammpsLivesOn()
    {
        using LammpsInstance lammps = Melt.Open();
        void Refused(string text, Action request) =>
            Assert.Contains(text, Assert.Throws<LammpsException>(request).Message, StringComparison.Ordinal);
        Refused("no atom property 'xx'", () => lammps.Gather<double>("xx"));
        Refused("'x' is of type Double in LAMMPS; Int32 was asked for", () => lammps.Gather<int>("x"));
        Refused("'x' takes 324 numbers (3 for each of 108 atoms); 3 were given", () => lammps.Scatter<double>("x", new double[3]));
        Refused("There is no atom 109; IDs run from 1 to 108", () => lammps.Gather<double>("x", [109]));
        Refused("'tmp' is not a thermodynamic keyword; known: angles atoms", () => lammps.Thermo("tmp"));
        Refused("no setting 'nothing'", () => lammps.Setting("nothing"));
        Refused("no global value 'nothing'", () => lammps.Global("nothing"));
        Refused("'units' is text", () => lammps.Global("units"));
        Refused("no compute 'msd'", () => lammps.Compute("msd"));
        Refused("no fix 'wall'", () => lammps.Fix("wall"));
        Refused("no variable 'v'", () => lammps.Variable("v"));
        Refused("'v' can't be set", () => lammps.SetVariable("v", "1"));
        Refused("LAMMPS has no fix 'mine'; define it first", () => lammps.SetExternalForce("mine", (ref ExternalForceStep _) => { }));
        Refused("none.in does not exist", () => lammps.RunFile("none.in"));
        Refused("can only be copied", () => lammps.LocalAtomSpan<double>("x"));
        Refused("the array given has 24", () => lammps.Gather("x", new double[3].AsSpan()));
        lammps.Run(1);
        Assert.Equal(1, lammps.Thermo("step"));
    }

    [FactRequiring(Melt.Library)]
    public void IdsWithGapsAreRefusedInsteadOfGivingRubbish()
    {
        using LammpsInstance lammps = Melt.Open();
        lammps.Commands("group one id 1\ndelete_atoms group one compress no");
        Assert.Contains("must exist and run from 1", Assert.Throws<LammpsException>(() => lammps.Gather<double>("x")).Message, StringComparison.Ordinal);
    }

    [FactRequiring(Melt.Library)]
    public void OptionsThatDoNotFitAreRefused()
    {
        void Refused(string text, LammpsOptions options) =>
            Assert.Contains(text, Assert.Throws<LammpsException>(() => new LammpsInstance(options)).Message, StringComparison.Ordinal);
        Refused("Ranks is 0", new LammpsOptions { Ranks = 0 });
        Refused("need LAMMPS in a process of its own", new LammpsOptions { Mode = LammpsMode.InProcess, Folder = "/tmp" });
        Refused("'-screen' can't be given", Melt.Child with { Arguments = ["-screen", "none"] });
        Refused("LAMMPS's library can't be loaded: /no/liblammps.so", Melt.Child with { Library = "/no/liblammps.so" });
        Refused("native/build.sh", Melt.Child with { PairStyle = "/no/libilmlff_lammps.so" });
        Refused("The folder /no/where does not exist", Melt.Child with { Folder = "/no/where" });
    }

    [FactRequiring(Melt.Library)]
    public void ALargeSystemPassesQuickly()
    {
        using LammpsInstance lammps = Melt.Open(cells: 30); // 108,000 atoms
        var x = new double[3 * lammps.AtomCount];
        lammps.Gather<double>("x", x);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int n = 0; n < 5; n++)
        {
            lammps.Gather<double>("x", x);
            lammps.Scatter<double>("x", x);
        }

        double milliseconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds / 10;
        Assert.InRange(milliseconds, 0, 200); // 3 to 10 ms on an idle machine
    }
}
