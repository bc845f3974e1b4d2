namespace Lammps;

/// <summary>Where LAMMPS runs.</summary>
public enum LammpsMode
{
    /// <summary>
    /// In this process when the installed LAMMPS throws on errors; in a child process when an error would end the program (LAMMPS built
    /// without exceptions, such as Debian 12's), or when <see cref="LammpsOptions.Ranks"/>, <see cref="LammpsOptions.Folder"/>,
    /// <see cref="LammpsOptions.Environment"/> or <see cref="LammpsOptions.Screen"/> ask for what only a child process has.
    /// </summary>
    Auto,

    /// <summary>In a process of its own, which is started and ended with the instance.</summary>
    ChildProcess,

    /// <summary>In this process, with arrays that are not copied. Where LAMMPS has no exceptions, its errors end the program.</summary>
    InProcess,
}

/// <summary>How a <see cref="LammpsInstance"/> is opened.</summary>
public sealed record LammpsOptions
{
    /// <summary>LAMMPS's command-line words (<c>-log</c>, <c>-var</c>, <c>-suffix</c>, ...); without <c>-in</c> and <c>-screen</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["-log", "none"];

    /// <summary>Where LAMMPS runs.</summary>
    public LammpsMode Mode { get; init; }

    /// <summary>LAMMPS's shared library; null: the installed one.</summary>
    public string? Library { get; init; }

    /// <summary><c>libilmlff_lammps.so</c>, which adds <c>pair_style ilmlff</c>; null: the one of the clone or of ILMLFF_LAMMPS, if any; "": none.</summary>
    public string? PairStyle { get; init; }

    /// <summary>MPI ranks of a child process; more than 1 are started by <c>mpirun</c>.</summary>
    public int Ranks { get; init; } = 1;

    /// <summary>Working folder of the child process; null: this one's.</summary>
    public string? Folder { get; init; }

    /// <summary>Environment variables to set in the child process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Receives every line that the child process prints, on a thread of its own.</summary>
    public Action<string>? Screen { get; init; }

    /// <summary>Longest time a call may take before the child process is ended; null: no limit (a run can take days).</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>Longest time until the child process answers for the first time.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
