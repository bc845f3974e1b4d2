using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace IonicMlff.Core.Threads;

/// <summary>
/// A fixed team of threads, of which the caller is number 0. <see cref="Run"/> gives the same work to every member and returns when
/// all have done it. The others sleep between steps (after a short spin), allocate nothing and end with <see cref="Dispose"/>.
/// </summary>
public sealed class WorkerTeam : IDisposable
{
    private const int SpinsWithinStep = 2000; // some 0.1 ms: stages follow one another closely within a step

    private readonly bool isShared;
    private readonly int spins; // none where members share cores: whoever spins keeps the others from working
    private readonly Thread[] threads;
    private readonly object gate = new();
    private readonly Exception?[] failures;
    private Action<int>? work;
    private volatile int round;     // of the work announced last
    private volatile int remaining; // members that have not finished it
    private volatile bool stopping;

    /// <summary>A team of <paramref name="size"/> members, the caller included.</summary>
    /// <param name="size">Members.</param>
    /// <param name="isShared">True for the team of several evaluators: <see cref="Release"/> then leaves it alone.</param>
    public WorkerTeam(int size, bool isShared = false)
    {
        this.isShared = isShared;
        Debug.Assert(size >= 1, "the caller is a member");
        Size = size;
        spins = size <= Environment.ProcessorCount ? SpinsWithinStep : 0;
        failures = new Exception?[size];
        threads = new Thread[size - 1];
        for (int k = 0; k < threads.Length; k++)
        {
            int member = k + 1;
            threads[k] = new Thread(() => Serve(member)) { IsBackground = true, Name = $"ilmlff worker {member}" };
            threads[k].Start();
        }
    }

    /// <summary>The team an evaluator works with: the one its committee shares, or one of its own.</summary>
    public static WorkerTeam For(Potentials.EvaluatorOptions options) => options.Workers ?? new WorkerTeam(options.Threads);

    /// <summary>Ends the threads unless they are shared; for evaluators that got their team from <see cref="For"/>.</summary>
    public void Release()
    {
        if (!isShared)
            Dispose();
    }

    /// <summary>Members.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="share"/>(member) on every member; rethrows the failure of the first member that failed.</summary>
    public void Run(Action<int> share)
    {
        if (Size == 1)
        {
            share(0);
            return;
        }

        remaining = Size - 1;
        work = share;
        lock (gate)
        {
            round++;
            Monitor.PulseAll(gate);
        }

        Attempt(0, share);
        for (int k = 0; remaining > 0; k++)
        {
            if (k < spins)
                Thread.SpinWait(10);
            else
                Thread.Yield();
        }

        Rethrow();
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        stopping = true;
        lock (gate)
            Monitor.PulseAll(gate);
        foreach (Thread thread in threads)
            thread.Join();
    }

    private void Serve(int member)
    {
        int done = 0;
        while (WaitForRoundAfter(done))
        {
            done++;
            Attempt(member, work!);
            Interlocked.Decrement(ref remaining);
        }
    }

    // False when the team stops.
    private bool WaitForRoundAfter(int done)
    {
        for (int k = 0; k < spins && round == done && !stopping; k++)
            Thread.SpinWait(10);
        lock (gate)
        {
            while (round == done && !stopping)
                Monitor.Wait(gate);
        }

        return !stopping;
    }

    private void Attempt(int member, Action<int> share)
    {
        try
        {
            share(member);
        }
        catch (Exception e) // handed to the caller by Run
        {
            failures[member] = e;
        }
    }

    private void Rethrow()
    {
        Exception? first = null;
        for (int k = 0; k < Size; k++)
        {
            first ??= failures[k];
            failures[k] = null;
        }

        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }
}
