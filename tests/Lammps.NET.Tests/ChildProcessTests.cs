using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary>LAMMPS in a process of its own: errors, deaths and hangs of that process are exceptions here.</summary>
public sealed class ChildProcessTests
{
    [FactRequiring(Melt.Library)]
    public void AWrongCommandIsAnExceptionWithLammpssText()
    {
        using LammpsInstance lammps = Melt.Open();
        var e = Assert.Throws<LammpsException>(() => lammps.Command("pair_style lj/cutt 2.5"));
        Assert.Equal(LammpsFailure.Error, e.Failure);
        Assert.Contains("Unrecognized pair style 'lj/cutt'", e.Message, StringComparison.Ordinal);
        Assert.Equal("pair_style lj/cutt 2.5", e.LastCommand);
        if (!LammpsInstance.HasExceptions(Melt.Here))
        {
            Assert.False(lammps.IsAlive);
            var again = Assert.Throws<LammpsException>(() => lammps.Command("run 0"));
            Assert.StartsWith("LAMMPS has ended before: ERROR: Unrecognized pair style", again.Message, StringComparison.Ordinal);
        }
    }

    [FactRequiring(Melt.Library)]
    public void AnErrorInTheMidstOfARunHasItsText()
    {
        using LammpsInstance lammps = Melt.Open();
        lammps.Commands("timestep 5.0\nthermo_modify lost error");
        var e = Assert.Throws<LammpsException>(() => lammps.Run(1000));
        Assert.Contains("ERROR: Lost atoms: original 108 current", e.Message, StringComparison.Ordinal);
    }

    [FactRequiring(Melt.Library)]
    public void AKilledProcessIsReportedWithItsSignal()
    {
        using LammpsInstance lammps = Melt.Open();
        using var soon = new Timer(_ => Process.GetProcessById(lammps.ProcessId).Kill(), null, 300, Timeout.Infinite);
        var e = Assert.Throws<LammpsException>(() => lammps.Run(100_000_000));
        Assert.Equal(LammpsFailure.ProcessLost, e.Failure);
        Assert.StartsWith("LAMMPS's process was ended by signal 9 (KILL; out of memory?) during 'run 100000000'", e.Message, StringComparison.Ordinal);
    }

    [FactRequiring(Melt.Library)]
    public void AHangingProcessIsEndedAfterTheTimeLimit()
    {
        using LammpsInstance lammps = Melt.Open(Melt.Child with { CallTimeout = TimeSpan.FromSeconds(2) });
        int id = lammps.ProcessId;
        var e = Assert.Throws<LammpsException>(() => lammps.Command("shell sleep 60"));
        Assert.Equal(LammpsFailure.TimedOut, e.Failure);
        Assert.Contains("did not answer within 2 s during 'shell sleep 60'", e.Message, StringComparison.Ordinal);
        lammps.Dispose();
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [FactRequiring(Melt.Library)]
    public void AWrongArgumentIsReportedAtTheStart()
    {
        var e = Assert.Throws<LammpsException>(() => new LammpsInstance(Melt.Child with { Arguments = ["-logg", "none"] }));
        Assert.Contains("ERROR: Invalid command-line argument", e.Message, StringComparison.Ordinal);
    }

    [FactRequiring(Melt.Library)]
    public void NothingIsLeftBehind()
    {
        LammpsInstance Once()
        {
            LammpsInstance lammps = Melt.Open();
            lammps.Run(1);
            return lammps;
        }

        using (Once())
        {
        }

        int descriptors = Directory.GetFiles("/proc/self/fd").Length, folders = Folders();
        var ids = new List<int>();
        for (int n = 0; n < 5; n++)
        {
            using LammpsInstance lammps = Once();
            ids.Add(lammps.ProcessId);
        }

        Assert.All(ids, id => Assert.False(Directory.Exists($"/proc/{id}"), "a process is left, or a zombie"));
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, descriptors + 4); // other tests run
        Assert.InRange(Folders(), 0, folders + 4);
    }

    [FactRequiring(Melt.Library)]
    public void AnInstanceThatIsForgottenTakesItsProcessWithIt()
    {
        int id = Forget();
        for (int n = 0; n < 100 && Directory.Exists($"/proc/{id}"); n++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(50);
        }

        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [FactRequiring(Melt.Library)]
    public void TwoInstancesOnTwoThreadsDoNotMeet()
    {
        double[] energies = new double[2];
        Parallel.For(0, 2, n =>
        {
            using LammpsInstance lammps = Melt.Open();
            lammps.Run(50 * (n + 1));
            energies[n] = lammps.Thermo("step");
        });
        Assert.Equal([50, 100], energies);
    }

    [FactRequiring(Melt.Library)]
    public void TheScreenIsPassedOn()
    {
        var lines = new List<string>();
        using (LammpsInstance lammps = Melt.Open(Melt.Child with { Screen = l => { lock (lines) { lines.Add(l); } } }))
            lammps.Command("print \"hello from here\"");
        Assert.Contains("hello from here", lines);
    }

    [FactRequiring(Melt.Library)]
    public void AScreenThatThrowsHarmsNobody()
    {
        using LammpsInstance lammps = Melt.Open(Melt.Child with { Screen = _ => throw new InvalidOperationException("no screen") });
        lammps.Run(1);
        Assert.Contains("Unknown command: nonsense", Assert.Throws<LammpsException>(() => lammps.Command("nonsense")).Message, StringComparison.Ordinal);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int Forget() => Melt.Open().ProcessId;

    private static int Folders() => Directory.GetDirectories(Path.GetTempPath(), "lammps-net-*").Length;
}
