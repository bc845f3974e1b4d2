namespace Lammps;

/// <summary>What kind of failure a <see cref="LammpsException"/> reports.</summary>
public enum LammpsFailure
{
    /// <summary>LAMMPS refused or ended with an error; the message is its own text.</summary>
    Error,

    /// <summary>LAMMPS, MPI or .NET's host was not found or does not fit.</summary>
    Missing,

    /// <summary>A wrong name, type or size was given to this library.</summary>
    Usage,

    /// <summary>LAMMPS's process died: a signal, a crash, or an end without a word.</summary>
    ProcessLost,

    /// <summary>LAMMPS's process did not answer within the time limit and was ended.</summary>
    TimedOut,
}

/// <summary>LAMMPS or the way to it failed.</summary>
public sealed class LammpsException : Exception
{
    /// <summary>Creates an exception.</summary>
    public LammpsException(LammpsFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>Kind of failure.</summary>
    public LammpsFailure Failure { get; }

    /// <summary>The command at which LAMMPS stopped, when it named one.</summary>
    public string? LastCommand { get; init; }

    /// <summary>The last lines that LAMMPS printed, oldest first; empty when they are not known (in process).</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];
}
