using System.Runtime.CompilerServices;
using IonicMlff.Testing;
using OpenMM.Native;
using Xunit;
using Xunit.Abstractions;

namespace OpenMM.Tests;

/// <summary>Contexts give back what they took, whichever way they end.</summary>
public sealed class LifetimeTests(ITestOutputHelper output)
{
    private const long Tolerated = 8 << 20;

    [OpenMMFact]
    public void ManyContextsLeaveMemoryFlat() => Flat(500);

    [OpenMMFact, Trait(Tier.Name, Tier.Deep)]
    public void TenThousandContextsLeaveMemoryFlat() => Flat(10_000);

    /// <summary>The bound of the two tests above is smaller than what 500 contexts take.</summary>
    [OpenMMFact]
    public void ALeakWouldBeSeen()
    {
        MolecularSystem system = Boxes.Wells(50);
        long before = Resident();
        Context[] kept = [.. Enumerable.Range(0, 500).Select(_ => new Context(system, new LangevinMiddleIntegrator(300, 1, 0.002), Installation.Reference))];
        long taken = Resident() - before;
        output.WriteLine($"500 contexts take {taken / 1024} kB");
        foreach (Context context in kept)
            context.Dispose();
        Assert.True(taken > 2 * Tolerated, $"500 contexts take {taken / 1024} kB");
    }

    [OpenMMFact]
    public void TheFinaliserAloneReleasesContexts()
    {
        long before = Alive();
        Forget(200);
        Assert.Equal(before, Alive());
    }

    /// <summary>Forgotten contexts do not pile up until somebody asks for a collection.</summary>
    [OpenMMFact]
    public void ForgottenContextsAreCollectedWithoutBeingAsked()
    {
        long before = Alive(), most = 0;
        MolecularSystem system = Boxes.Wells(20);
        for (int i = 0; i < 1500; i++)
        {
            Make(system);
            most = Math.Max(most, Interlocked.Read(ref ContextObject.Alive) - before);
        }

        Assert.True(most < 1000, $"{most} of 1500 forgotten contexts were alive at the same time");
    }

    [OpenMMFact]
    public void AnyOrderOfEnding()
    {
        MolecularSystem system = Boxes.Wells(3);
        var integrator = new VerletIntegrator(0.001);
        var first = new Context(system, integrator, Installation.Reference);
        var second = new Context(system, integrator, Installation.Reference); // one description serves several contexts
        first.SetPositions(Boxes.Scattered(3));
        State state = first.GetState(StateTypes.Positions | StateTypes.Energy);
        ReadOnlySpan<Vec3> positions = state.Positions;
        first.Dispose();
        first.Dispose();
        second.SetState(state); // a state outlives its context
        state.Dispose();
        Assert.Equal(Boxes.Scattered(3), positions.ToArray()); // and its spans outlive it
        second.Step(5);
        Assert.Equal(5, second.StepCount);
        second.Dispose();
    }

    [OpenMMFact]
    public void ADisposedObjectSaysSo()
    {
        var context = new Context(Boxes.Wells(1), new VerletIntegrator(0.001), Installation.Reference);
        context.SetPositions([default]);
        State state = context.GetState(StateTypes.Positions);
        state.Dispose();
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => context.Step(1));
        Assert.Throws<ObjectDisposedException>(() => state.Read(StateTypes.Positions, _ => { }));
        Assert.Throws<ObjectDisposedException>(() => state.PotentialEnergy);
    }

    /// <summary>Random numbers are those of each context on the CPU platform; on Reference OpenMM has one generator for the whole process.</summary>
    [OpenMMTheory]
    [InlineData("Reference", false)]
    [InlineData("CPU", true)]
    public async Task TwoContextsOnTwoThreads(string platform, bool random)
    {
        Vec3[] Run(int seed) => LifetimeTests.Run(platform, random, seed);
        Vec3[] alone1 = Run(11), alone2 = Run(12);
        Vec3[][] together = await Task.WhenAll(Task.Run(() => Run(11)), Task.Run(() => Run(12)));
        Assert.Equal(alone1, together[0]); // bit by bit
        Assert.Equal(alone2, together[1]);
        Assert.NotEqual(alone1, alone2);
    }

    /// <summary>Every thread has its own error text.</summary>
    [OpenMMFact]
    public async Task ErrorsOfTwoThreadsDoNotMix()
    {
        async Task<bool> Wrong(int count) => await Task.Run(() =>
        {
            using var context = new Context(Boxes.Wells(2), new VerletIntegrator(0.001), Installation.Reference);
            return Enumerable.Range(0, 200).All(_ => Assert.Throws<OpenMMException>(() => context.SetPositions(new Vec3[count])).Message
                .StartsWith($"{count} positions", StringComparison.Ordinal));
        });
        Assert.All(await Task.WhenAll(Wrong(5), Wrong(7)), Assert.True);
    }

    private static Vec3[] Run(string platform, bool random, int seed)
    {
        Integrator integrator = random ? new LangevinMiddleIntegrator(300, 1, 0.002) { RandomSeed = seed } : new VerletIntegrator(0.002);
        Dictionary<string, string> properties = platform == "CPU" ? new() { ["Threads"] = "1" } : [];
        using var context = new Context(Boxes.Wells(20), integrator, Platform.ByName(platform), properties);
        context.SetPositions(Boxes.Scattered(20));
        context.SetVelocitiesToTemperature(300, seed);
        context.Step(2000);
        using State state = context.GetState(StateTypes.Positions);
        return state.Positions.ToArray();
    }

    private void Flat(int contexts)
    {
        MolecularSystem system = Boxes.Wells(50);
        Vec3[] positions = Boxes.Scattered(50);
        void Cycle(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using var context = new Context(system, new LangevinMiddleIntegrator(300, 1, 0.002), Installation.Reference);
                context.SetPositions(positions);
                context.Step(2);
                using State state = context.GetState(StateTypes.Positions | StateTypes.Forces | StateTypes.Energy);
                Assert.True(double.IsFinite(state.PotentialEnergy));
            }
        }

        Cycle(200); // heap, code and caches have their size now
        (int files, int threads, long alive) = (OpenFiles(), Threads(), Alive());
        // A leak shows every time; the heap of this process, shared with other tests, may grow once in between.
        long least = long.MaxValue;
        for (int round = 0; round < 4 && least >= Tolerated; round++)
        {
            long memory = Resident();
            Cycle(contexts);
            least = Math.Min(least, Resident() - memory);
            output.WriteLine($"{contexts} contexts: resident memory {memory / 1024} kB before, {Resident() / 1024} kB after");
        }

        Assert.True(least < Tolerated, $"each {contexts} contexts left {least / 1024} kB behind");
        Assert.Equal(alive, Alive());
        Assert.Equal(files, OpenFiles());
        Assert.InRange(Threads(), 1, threads + 4); // the runtime's own pool breathes
    }

    private static void Forget(int contexts)
    {
        MolecularSystem system = Boxes.Wells(5);
        for (int i = 0; i < contexts; i++)
            Make(system);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(MolecularSystem system)
    {
        var context = new Context(system, new VerletIntegrator(0.001), Installation.Reference);
        context.StepCount = 1;
    }

    private static long Alive()
    {
        Collect();
        return Interlocked.Read(ref ContextObject.Alive);
    }

    private static long Resident()
    {
        Collect();
        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;
}
