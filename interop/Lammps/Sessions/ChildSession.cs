using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using Lammps.Child;
using Lammps.Loading;

namespace Lammps.Sessions;

/// <summary>
/// LAMMPS in a child process of one or more ranks. Every request goes to every rank, as LAMMPS's calls are collective; rank 0 answers,
/// except for local atoms, where all do.
/// </summary>
internal sealed class ChildSession : Session
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly ChildProcess process;
    private readonly LammpsOptions options;
    private readonly Dictionary<string, ExternalForce> forces = new(StringComparer.Ordinal);
    private ExceptionDispatchInfo? userFailure;
    private LammpsException? end;
    private int calling;
    private bool disposed;

    /// <summary>Starts the process and opens LAMMPS in it.</summary>
    public ChildSession(LammpsOptions options)
    {
        if (options.Arguments.FirstOrDefault(w => w is "-screen" or "-sc" or "-in" or "-i" or "-partition" or "-p") is { } wrong)
            throw new LammpsException(LammpsFailure.Usage, $"'{wrong}' can't be given to a LAMMPS in a child process: use LammpsOptions.Screen for what it prints and RunFile for an input file.");
        this.options = options;
        process = new ChildProcess(options);
        try
        {
            string paths = (options.Library ?? "") + "\n" + (options.PairStyle ?? LammpsLoader.FindPairStyle());
            Call(Operation.Open, string.Join('\n', options.Arguments), input: Encoding.UTF8.GetBytes(paths));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>An instance that was not disposed: the worker sees its connection end, and ends.</summary>
    ~ChildSession()
    {
        foreach (RankConnection c in process?.Connections ?? [])
            c.Dispose();
    }

    /// <inheritdoc/>
    public override bool IsInProcess => false;

    /// <inheritdoc/>
    public override bool IsAlive => end is null && !disposed;

    /// <inheritdoc/>
    public override int Ranks => process.Connections.Length;

    /// <summary>Process ID of the worker.</summary>
    public int ProcessId => process.Id;

    /// <inheritdoc/>
    public override byte[] Call(
        Operation operation, string name = "", int a = 0, int b = 0, ReadOnlySpan<byte> input = default, Span<byte> output = default,
        CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(LammpsInstance));
        if (end is not null)
            throw new LammpsException(end.Failure, "LAMMPS has ended before: " + end.Message) { LastCommand = end.LastCommand, LastLines = end.LastLines };
        if (Interlocked.Exchange(ref calling, 1) != 0)
            throw new InvalidOperationException("LAMMPS is busy: an instance takes one call at a time, and none from within a force callback.");
        try
        {
            byte[] answer;
            using (cancellation.Register(Stop))
            {
                answer = Ask(operation, name, a, b, input, output);
            }

            if (userFailure is not null || cancellation.IsCancellationRequested)
                Resume();
            Interlocked.Exchange(ref userFailure, null)?.Throw();
            if (operation is Operation.Commands or Operation.File)
                cancellation.ThrowIfCancellationRequested();
            return answer;
        }
        finally
        {
            Volatile.Write(ref calling, 0);
        }
    }

    // Ranks would see the request in different steps; with several of them a run is stopped between its pieces instead.
    private void Stop()
    {
        if (Ranks == 1)
            process.Connections[0].Send(Operation.Cancel, "", 0, 0, default);
    }

    // A stopped LAMMPS skips every further run until its timer is told otherwise.
    private void Resume() => Ask(Operation.Commands, "", 0, 0, "timer timeout off"u8, []);

    private byte[] Ask(Operation operation, string name, int a, int b, ReadOnlySpan<byte> input, Span<byte> output)
    {
        foreach (RankConnection c in process.Connections)
        {
            if (!c.Send(operation, name, a, b, input))
                throw Lost(operation, input);
        }

        var answers = new Message[Ranks];
        try
        {
            do
            {
                ReceiveFromAll(answers, operation, input);
            }
            while (answers[0].Operation == Operation.ForcesWanted && AnswerForces(answers));
            if (Array.Find(answers, m => m.Operation == Operation.Refused) is { } refused)
                throw new LammpsException((LammpsFailure)refused.A, Encoding.UTF8.GetString(refused.Payload)) { LastCommand = refused.Name.Length > 0 ? refused.Name : null };
            int wanted = operation is Operation.LocalAtoms or Operation.AtomVariable ? Ranks : 1;
            if (output.IsEmpty)
                return wanted == 1 ? answers[0].Payload.ToArray() : [.. answers.SelectMany(m => m.Payload.ToArray())];
            int length = answers.Take(wanted).Sum(m => m.Payload.Length);
            if (length != output.Length)
                throw new LammpsException(LammpsFailure.Usage, $"'{name}' has {length} bytes; the array given has {output.Length}.");
            foreach (Message m in answers.AsSpan(0, wanted))
            {
                m.Payload.CopyTo(output);
                output = output[m.Payload.Length..];
            }

            return [];
        }
        finally
        {
            foreach (Message? m in answers)
                m?.Dispose();
        }
    }

    private void ReceiveFromAll(Message[] answers, Operation operation, ReadOnlySpan<byte> input)
    {
        long limit = options.CallTimeout is { } t ? Environment.TickCount64 + (long)t.TotalMilliseconds : long.MaxValue;
        for (int rank = 0; rank < answers.Length; rank++)
        {
            answers[rank]?.Dispose();
            answers[rank] = process.Connections[rank].Receive(limit, out bool late)!;
            if (answers[rank] is null)
                throw late ? TooLate(operation, input) : Lost(operation, input);
        }
    }

    // All ranks together make one call: the user's code sees all atoms.
    private bool AnswerForces(Message[] parts)
    {
        int[] counts = [.. parts.Select(m => (m.Payload.Length - 8) / 28)];
        int atoms = counts.Sum();
        int[] ids = ArrayPool<int>.Shared.Rent(atoms);
        double[] x = ArrayPool<double>.Shared.Rent(3 * atoms), answer = ArrayPool<double>.Shared.Rent(7 + 3 * atoms);
        int at = 0;
        for (int r = 0; r < parts.Length; at += counts[r++])
        {
            ReadOnlySpan<byte> payload = parts[r].Payload[8..];
            MemoryMarshal.Cast<byte, int>(payload[..(4 * counts[r])]).CopyTo(ids.AsSpan(at));
            payload[(4 * counts[r])..].CopyTo(MemoryMarshal.AsBytes(x.AsSpan(3 * at)));
        }

        answer.AsSpan(0, 7 + 3 * atoms).Clear();
        var step = new ExternalForceStep(MemoryMarshal.Read<long>(parts[0].Payload), ids.AsSpan(0, atoms), x.AsSpan(0, 3 * atoms), answer.AsSpan(7, 3 * atoms), answer.AsSpan(1, 6));
        int failed = userFailure is null ? 0 : 1;
        try
        {
            if (failed == 0)
                forces[parts[0].Name](ref step);
        }
        catch (Exception e)
        {
            userFailure = ExceptionDispatchInfo.Capture(e);
            failed = 1;
        }

        answer[0] = step.Energy;
        at = 7;
        for (int r = 0; r < parts.Length; at += 3 * counts[r++])
            process.Connections[r].Send(Operation.Forces, "", failed, 0, MemoryMarshal.AsBytes(answer.AsSpan(0, 7)), MemoryMarshal.AsBytes(answer.AsSpan(at, 3 * counts[r])));
        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<double>.Shared.Return(x);
        ArrayPool<double>.Shared.Return(answer);
        return true;
    }

    private static string During(Operation operation, ReadOnlySpan<byte> input)
    {
        if (operation != Operation.Commands)
            return operation.ToString();
        string text = Encoding.UTF8.GetString(input).Trim();
        int line = text.IndexOf('\n', StringComparison.Ordinal);
        return $"'{(line < 0 ? text : text[..line] + " ...")}'";
    }

    private LammpsException TooLate(Operation operation, ReadOnlySpan<byte> input)
    {
        process.Kill();
        process.WaitForEnd(EndLimit);
        return end = new LammpsException(LammpsFailure.TimedOut,
            $"LAMMPS did not answer within {options.CallTimeout!.Value.TotalSeconds:0.#} s during {During(operation, input)}, and its process was ended.")
        { LastLines = process.LastLines() };
    }

    private LammpsException Lost(Operation operation, ReadOnlySpan<byte> input)
    {
        int? code = process.WaitForEnd(EndLimit);
        if (code is null)
        {
            process.Kill();
            process.WaitForEnd(EndLimit);
        }

        string how = code switch
        {
            null => "left its connection and was ended",
            > 128 and < 160 => $"was ended by signal {code - 128}{(code switch { 137 => " (KILL; out of memory?)", 134 => " (ABRT)", 139 => " (SEGV)", 143 => " (TERM)", _ => "" })}",
            _ => $"ended with exit code {code}",
        };
        string[] lines = process.LastLines();
        string said = string.Join(" | ", lines.Where(l => l.Trim().Length > 0).TakeLast(3));
        return end = ErrorText.ToException(lines, $"LAMMPS's process {how} during {During(operation, input)}{(said.Length > 0 ? ". It said last: " + said : ".")}");
    }

    /// <inheritdoc/>
    public override void SetExternalForce(string fix, ExternalForce force)
    {
        forces[fix] = force;
        Call(Operation.ExternalFix, fix);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        if (end is null && Volatile.Read(ref calling) == 0)
        {
            foreach (RankConnection c in process.Connections)
                c.Send(Operation.Close, "", 0, 0, default);
            process.WaitForEnd(EndLimit);
        }

        process.Dispose();
        GC.SuppressFinalize(this);
    }
}
