using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Lammps.Child;

/// <summary>
/// The worker's process, its connections (one per rank) and the lines it prints. Nothing here refers to the instance it serves, so an
/// instance that was forgotten is collected, and takes the process with it.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int KeptLines = 200;

    private readonly Process process;
    private readonly Queue<string> lines = new();
    private readonly Action<string>? screen;
    private readonly Thread[] readers;
    private int killed;

    /// <summary>Starts the worker and waits until every rank has connected.</summary>
    /// <exception cref="LammpsException">It can't be started, or does not answer in time.</exception>
    public ChildProcess(LammpsOptions options)
    {
        screen = options.Screen;
        string address = LocalAddress.Fresh();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(LocalAddress.EndPoint(address));
        listener.Listen(options.Ranks);
        process = Start(WorkerStart.Of(options, address));
        readers = [Follow(process.StandardOutput), Follow(process.StandardError)];
        try
        {
            Connections = Accept(listener, options);
        }
        catch
        {
            Kill();
            throw;
        }
    }

    /// <summary>One per rank, in the order of ranks.</summary>
    public RankConnection[] Connections { get; } = [];

    /// <summary>Process ID of the worker (of mpirun with several ranks).</summary>
    public int Id => process.Id;

    /// <summary>The last lines, oldest first.</summary>
    public string[] LastLines()
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    /// <summary>Waits for the end and for all that was printed; the exit code, or null when it goes on.</summary>
    public int? WaitForEnd(TimeSpan limit)
    {
        if (!process.WaitForExit(limit))
            return null;
        foreach (Thread reader in readers)
            reader.Join(TimeSpan.FromSeconds(2)); // a grandchild could hold the pipe open
        return process.ExitCode;
    }

    /// <summary>Ends the process and what it started.</summary>
    public void Kill()
    {
        if (Interlocked.Exchange(ref killed, 1) != 0)
            return;
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // it has ended
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RankConnection c in Connections)
            c.Dispose();
        if (!process.HasExited)
            Kill();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        foreach (Thread reader in readers)
            reader.Join(TimeSpan.FromSeconds(2));
        process.StandardOutput.Dispose(); // readers that were used are not closed with the process
        process.StandardError.Dispose();
        process.Dispose();
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            Process process = Process.Start(info)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            string folder = info.WorkingDirectory.Length > 0 && !Directory.Exists(info.WorkingDirectory) ? $" The folder {info.WorkingDirectory} does not exist." : "";
            throw new LammpsException(LammpsFailure.Missing, $"{info.FileName} can't be started: {e.Message}.{folder}", e);
        }
    }

    private Thread Follow(StreamReader from)
    {
        var reader = new Thread(() =>
        {
            try
            {
                while (from.ReadLine() is string line)
                {
                    lock (lines)
                    {
                        if (lines.Count == KeptLines)
                            lines.Dequeue();
                        lines.Enqueue(line);
                    }

                    Show(line);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // the pipe was closed
            }
        })
        { IsBackground = true, Name = "LAMMPS output" };
        reader.Start();
        return reader;
    }

    // What the user's code does with a line is its own affair; it may not end the program from this thread.
    private void Show(string line)
    {
        try
        {
            screen?.Invoke(line);
        }
        catch (Exception)
        {
            // see above
        }
    }

    private RankConnection[] Accept(Socket listener, LammpsOptions options)
    {
        var connections = new RankConnection[options.Ranks];
        long end = Environment.TickCount64 + (long)options.StartTimeout.TotalMilliseconds;
        for (int n = 0; n < connections.Length;)
        {
            if (!listener.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
            {
                if (process.HasExited)
                {
                    int? code = WaitForEnd(TimeSpan.FromSeconds(5));
                    throw Sessions.ErrorText.ToException(LastLines(), $"LAMMPS's process ended with exit code {code} before it answered: {string.Join(" | ", LastLines().TakeLast(4))}");
                }

                if (Environment.TickCount64 > end)
                    throw new LammpsException(LammpsFailure.TimedOut, $"LAMMPS's process did not answer within {options.StartTimeout.TotalSeconds:0} s: {string.Join(" | ", LastLines().TakeLast(4))}");
                continue;
            }

            Socket socket = listener.Accept();
            if (!LocalAddress.IsOfThisUser(socket))
            {
                socket.Dispose(); // none of ours
                continue;
            }

            using Message? hello = Message.Receive(socket);
            if (hello is null || hello.A < 0 || hello.A >= connections.Length || connections[hello.A] is not null)
            {
                socket.Dispose();
                throw new LammpsException(LammpsFailure.ProcessLost, $"Ranks 0 to {connections.Length - 1} were expected from LAMMPS's processes, found {hello?.A.ToString() ?? "none"}. Is this mpirun of the MPI that LAMMPS was built with?");
            }

            connections[hello.A] = new RankConnection(socket);
            n++;
        }

        return connections;
    }
}
