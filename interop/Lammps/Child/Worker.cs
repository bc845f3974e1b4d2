using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Lammps.Loading;
using Lammps.Native;
using Lammps.Sessions;

namespace Lammps.Child;

/// <summary>
/// The child process: one LAMMPS, driven over a socket. The main thread calls LAMMPS; another one reads, so that a run can be stopped
/// and an owner that vanished is noticed while LAMMPS computes.
/// </summary>
internal sealed partial class Worker
{
    private readonly Socket owner;
    private readonly BlockingCollection<Message> inbox = [];
    private readonly Dictionary<string, NativeForce> forces = [];
    private LammpsCalls? lammps;

    private Worker(Socket owner) => this.owner = owner;

    private static int Main(string[] args)
    {
        if (args is not ["--worker", string address])
        {
            Console.Error.WriteLine("Lammps.NET starts this program itself; it has no use of its own.");
            return 2;
        }

        // The owner decides what Ctrl-C at the terminal means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        WriteLinesAtOnce();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(LocalAddress.EndPoint(address));
        var worker = new Worker(socket);
        Message.Send(socket, Operation.Hello, "", Rank(), 0, default);
        new Thread(worker.Read) { IsBackground = true }.Start();
        return worker.Serve();
    }

    private static int Rank()
    {
        foreach (string variable in (string[])["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"])
        {
            if (int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int rank))
                return rank;
        }

        return 0;
    }

    // LAMMPS writes through C's stdout, which holds lines back when it is a pipe, and loses them when MPI aborts.
    private static unsafe void WriteLinesAtOnce()
    {
        const int LineBuffered = 1;
        nint c = NativeLibrary.Load("libc.so.6");
        if (NativeLibrary.TryGetExport(c, "stdout", out nint stdout))
            _ = setvbuf(*(nint*)stdout, 0, LineBuffered, 0);
    }

    private void Read()
    {
        while (Message.Receive(owner) is { } message)
        {
            if (message.Operation == Operation.Cancel)
                lammps?.Stop();
            else
                inbox.Add(message);
        }

        _exit(3); // the owner is gone; LAMMPS may be in the midst of a long run
    }

    private int Serve()
    {
        while (true)
        {
            using Message request = inbox.Take();
            if (request.Operation == Operation.Close)
                break;
            try
            {
                Carry(request);
            }
            catch (LammpsException) when (lammps is { Aborted: true } && Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is not (null or "1"))
            {
                _exit(1); // LAMMPS has printed its message, and mpirun ends the ranks that wait for this one
            }
            catch (LammpsException e)
            {
                Message.Send(owner, Operation.Refused, e.LastCommand ?? "", (int)e.Failure, 0, Encoding.UTF8.GetBytes(e.Message));
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or OutOfMemoryException)
            {
                Message.Send(owner, Operation.Refused, "", (int)LammpsFailure.Missing, 0, Encoding.UTF8.GetBytes(e.Message));
            }
        }

        lammps?.Dispose();
        LammpsLibrary.lammps_mpi_finalize();
        Message.Send(owner, Operation.Done, "", 0, 0, default);
        return 0;
    }

    private void Carry(Message request)
    {
        switch (request.Operation)
        {
            case Operation.Open:
                string[] paths = Encoding.UTF8.GetString(request.Payload).Split('\n');
                LammpsLoader.Load(paths[0], paths[1]);
                lammps = new LammpsCalls(request.Name.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                break;
            case Operation.ExternalFix:
                string fix = request.Name;
                var force = new NativeForce(lammps!, fix,
                    (long step, ReadOnlySpan<int> ids, ReadOnlySpan<double> x, Span<double> f, Span<double> virial, out double energy) =>
                        AskForForces(fix, step, ids, x, f, virial, out energy));
                if (forces.Remove(fix, out NativeForce? earlier))
                    earlier.Dispose();
                forces[fix] = force;
                break;
            default:
                bool answered = false;
                lammps!.Carry(request.Operation, request.Name, request.A, request.B, request.Payload, bytes =>
                {
                    Message.Send(owner, Operation.Done, "", 0, 0, bytes);
                    answered = true;
                });
                if (answered)
                    return;
                break;
        }

        Message.Send(owner, Operation.Done, "", 0, 0, default);
    }

    private bool AskForForces(
        string fix, long step, ReadOnlySpan<int> ids, ReadOnlySpan<double> positions, Span<double> f, Span<double> virial, out double energy)
    {
        Message.Send(owner, Operation.ForcesWanted, fix, 0, 0, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in step)), MemoryMarshal.AsBytes(ids), MemoryMarshal.AsBytes(positions));
        using Message answer = inbox.Take();
        energy = 0;
        if (answer.A != 0)
            return false;
        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(answer.Payload);
        energy = numbers[0];
        numbers.Slice(1, 6).CopyTo(virial);
        numbers[7..].CopyTo(f);
        return true;
    }

    [LibraryImport("libc")]
    private static partial int setvbuf(nint stream, nint buffer, int mode, nuint size);

    [LibraryImport("libc")]
    private static partial void _exit(int code);
}
