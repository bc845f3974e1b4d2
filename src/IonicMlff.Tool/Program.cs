using System.Runtime.InteropServices;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

// The first Ctrl-C (or TERM) asks the command to stop and to keep what is finished; the second one ends the process.
using var interrupted = new CancellationTokenSource();
void OnSignal(PosixSignalContext signal)
{
    if (!interrupted.IsCancellationRequested)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }
}

using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

// A file that outgrows the limit of the shell (ulimit -f) is an error of the write, to be told like a full disk, not the end of the process.
const PosixSignal FileTooLarge = (PosixSignal)25;
using PosixSignalRegistration onFileTooLarge = PosixSignalRegistration.Create(FileTooLarge, signal => signal.Cancel = true);
return Application.Run(args, Terminal.OfProcess(interrupted.Token));
