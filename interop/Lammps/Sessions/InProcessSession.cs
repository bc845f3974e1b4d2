using System.Runtime.ExceptionServices;
using Lammps.Loading;

namespace Lammps.Sessions;

/// <summary>LAMMPS in this process.</summary>
internal sealed class InProcessSession : Session
{
    // Neither LAMMPS nor the MPI it starts may be called by two threads at a time, so instances take turns.
    private static readonly Lock Turn = new();

    private readonly LammpsCalls lammps;
    private readonly Dictionary<string, NativeForce> forces = [];
    private ExceptionDispatchInfo? userFailure;
    private volatile bool disposed;
    private int calling;

    /// <summary>Opens LAMMPS; its library is loaded when it is not yet.</summary>
    public InProcessSession(LammpsOptions options)
    {
        LammpsLoader.Load(options.Library ?? "", options.PairStyle ?? LammpsLoader.FindPairStyle());
        MpiEnd.Register();
        string[] silent = options.Arguments.Any(w => w is "-screen" or "-sc") ? [] : ["-screen", "none"];
        lock (Turn)
        {
            lammps = new LammpsCalls([.. options.Arguments, .. silent]);
        }
    }

    /// <summary>LAMMPS's own calls, for arrays that are not copied.</summary>
    public LammpsCalls Lammps => lammps;

    /// <inheritdoc/>
    public override bool IsInProcess => true;

    /// <inheritdoc/>
    public override bool IsAlive => !disposed;

    /// <inheritdoc/>
    public override int Ranks => 1;

    /// <inheritdoc/>
    public override byte[] Call(
        Operation operation, string name = "", int a = 0, int b = 0, ReadOnlySpan<byte> input = default, Span<byte> output = default,
        CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(LammpsInstance));
        if (Interlocked.Exchange(ref calling, 1) != 0)
            throw new InvalidOperationException("LAMMPS is busy: an instance takes one call at a time, and none from within a force callback.");
        Turn.Enter();
        try
        {
            byte[] kept = [];
            Span<byte> target = output;
            // A lambda can't hold a span, a pointer it can.
            unsafe
            {
                fixed (byte* to = target)
                {
                    byte* place = to;
                    int room = target.Length;
                    using CancellationTokenRegistration stop = cancellation.Register(lammps.Stop);
                    lammps.Carry(operation, name, a, b, input, bytes =>
                    {
                        if (room == 0)
                            kept = bytes.ToArray();
                        else if (bytes.Length == room)
                            bytes.CopyTo(new Span<byte>(place, room));
                        else
                            throw new LammpsException(LammpsFailure.Usage, $"'{name}' has {bytes.Length} bytes; the array given has {room}.");
                    });
                }
            }

            if (operation is Operation.Commands or Operation.File)
                AfterCommands(cancellation);
            return kept;
        }
        finally
        {
            Turn.Exit();
            Volatile.Write(ref calling, 0);
        }
    }

    // A stopped LAMMPS skips every further run until its timer is told otherwise.
    private void AfterCommands(CancellationToken cancellation)
    {
        ExceptionDispatchInfo? failure = Interlocked.Exchange(ref userFailure, null);
        if (failure is null && !cancellation.IsCancellationRequested)
            return;
        lammps.Carry(Operation.Commands, "", 0, 0, "timer timeout off"u8, static _ => { });
        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public override void SetExternalForce(string fix, ExternalForce force)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(LammpsInstance));
        bool Compute(long step, ReadOnlySpan<int> ids, ReadOnlySpan<double> positions, Span<double> f, Span<double> virial, out double energy)
        {
            var data = new ExternalForceStep(step, ids, positions, f, virial);
            energy = 0;
            try
            {
                if (userFailure is not null)
                    return false;
                force(ref data);
                energy = data.Energy;
                return true;
            }
            catch (Exception e)
            {
                userFailure ??= ExceptionDispatchInfo.Capture(e);
                return false;
            }
        }

        using Lock.Scope turn = Turn.EnterScope();
        var native = new NativeForce(lammps, fix, Compute);
        if (forces.Remove(fix, out NativeForce? earlier))
            earlier.Dispose();
        forces[fix] = native;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        lock (Turn)
        {
            lammps.Dispose();
        }

        foreach (NativeForce force in forces.Values)
            force.Dispose();
    }
}
