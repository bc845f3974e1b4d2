using System.Text;

namespace IonicMlff.Tool.Output;

/// <summary>
/// Where a command writes: data on <see cref="Out"/>, messages on <see cref="Error"/>. Tests give their own writers.
/// </summary>
internal sealed class Terminal
{
    /// <summary>Data.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Messages, warnings, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>A person reads <see cref="Out"/>: tables may be drawn with lines and colours.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>A person reads <see cref="Error"/>: progress may be redrawn in place.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Signalled by Ctrl-C.</summary>
    public CancellationToken Interrupted { get; init; }

    /// <summary>Clock of progress reports.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess(CancellationToken interrupted)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), encoding, 1 << 16) { AutoFlush = false },
            Error = new StreamWriter(Console.OpenStandardError(), encoding) { AutoFlush = true },
            OutIsTerminal = !Console.IsOutputRedirected && IsCapable,
            ErrorIsTerminal = !Console.IsErrorRedirected && IsCapable,
            Interrupted = interrupted,
        };
    }

    private static bool IsCapable => Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Writes one message line.</summary>
    public void Say(string message) => Error.WriteLine(message);

    /// <summary>Writes a warning line.</summary>
    public void Warn(string message) => Error.WriteLine("warning: " + message);
}
