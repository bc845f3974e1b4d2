using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lammps.Loading;
using Lammps.Native;
using Lammps.Sessions;

namespace Lammps;

/// <summary>
/// A LAMMPS. Commands are those of an input script; units are those of its <c>units</c> command. One call at a time per instance;
/// several instances live side by side (each in a process of its own by default where LAMMPS has no exceptions).
/// </summary>
/// <example>
/// <code>
/// using var lammps = new LammpsInstance();
/// lammps.RunFile("in.melt");
/// double pressure = lammps.Thermo("press");
/// double[] x = lammps.Gather&lt;double&gt;("x");
/// </code>
/// </example>
public sealed partial class LammpsInstance : IDisposable
{
    // Pieces in which several ranks run when they may be told to stop: short enough to stop soon, long enough to cost nothing.
    private const int StepsPerPiece = 50;

    private readonly Session session;

    /// <summary>Opens a LAMMPS with the standard options.</summary>
    /// <exception cref="LammpsException">LAMMPS is missing or can't be opened.</exception>
    public LammpsInstance() : this(new LammpsOptions())
    {
    }

    /// <summary>Opens a LAMMPS.</summary>
    /// <exception cref="LammpsException">LAMMPS is missing or can't be opened.</exception>
    public LammpsInstance(LammpsOptions options)
    {
        if (options.Ranks is < 1 or > 4096)
            throw new LammpsException(LammpsFailure.Usage, $"Ranks is {options.Ranks}; expected 1 to 4096.");
        bool needsChild = options.Ranks > 1 || options.Folder is not null || options.Environment.Count > 0 || options.Screen is not null;
        if (options.Mode == LammpsMode.InProcess && needsChild)
            throw new LammpsException(LammpsFailure.Usage, "Ranks, Folder, Environment and Screen need LAMMPS in a process of its own: LammpsMode.ChildProcess.");
        bool child = options.Mode == LammpsMode.ChildProcess || (options.Mode == LammpsMode.Auto && (needsChild || !HasExceptions(options)));
        session = child ? new ChildSession(options) : new InProcessSession(options);
        Version = session.Value<int>(Operation.Version);
    }

    /// <summary>LAMMPS's version as a date: 20210929.</summary>
    public int Version { get; }

    /// <summary>True when LAMMPS runs in this process.</summary>
    public bool IsInProcess => session.IsInProcess;

    /// <summary>False after an error that ended LAMMPS; open a new instance then.</summary>
    public bool IsAlive => session.IsAlive;

    /// <summary>MPI ranks.</summary>
    public int Ranks => session.Ranks;

    /// <summary>Process ID of the child process (of mpirun with several ranks); this one's in process.</summary>
    public int ProcessId => session is ChildSession child ? child.ProcessId : Environment.ProcessId;

    /// <summary>Can the installed LAMMPS be used, and does it throw on errors? Otherwise it is run in a process of its own.</summary>
    /// <exception cref="LammpsException">LAMMPS is missing.</exception>
    public static bool HasExceptions(LammpsOptions? options = null)
    {
        LammpsLoader.Load(options?.Library ?? "", options?.PairStyle ?? LammpsLoader.FindPairStyle());
        return LammpsLibrary.lammps_config_has_exceptions() != 0;
    }

    /// <summary>Runs one command.</summary>
    /// <exception cref="LammpsException">LAMMPS's own error text.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped between two steps; LAMMPS goes on to be usable.</exception>
    public void Command(string command, CancellationToken cancellation = default) => session.Commands(command, cancellation);

    /// <summary>Runs commands, one per line, as in an input script (<c>&amp;</c> and quotes over several lines included).</summary>
    /// <exception cref="LammpsException">LAMMPS's own error text.</exception>
    public void Commands(string lines, CancellationToken cancellation = default) => session.Commands(lines, cancellation);

    /// <summary>Runs an input script.</summary>
    /// <exception cref="LammpsException">The file is missing, or LAMMPS's own error text.</exception>
    public void RunFile(string path, CancellationToken cancellation = default)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new LammpsException(LammpsFailure.Usage, $"{path} does not exist.");
        session.Call(Operation.File, full, cancellation: cancellation);
    }

    /// <summary>Runs dynamics. With several ranks and a token that can be cancelled, the run is made in pieces of 50 steps.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped between two steps.</exception>
    public void Run(long steps, CancellationToken cancellation = default)
    {
        if (Ranks == 1 || !cancellation.CanBeCanceled)
        {
            Command(string.Create(CultureInfo.InvariantCulture, $"run {steps}"), cancellation);
            return;
        }

        for (long done = 0; done < steps; done += StepsPerPiece)
        {
            cancellation.ThrowIfCancellationRequested();
            Command(string.Create(CultureInfo.InvariantCulture, $"run {Math.Min(StepsPerPiece, steps - done)} pre {(done == 0 ? "yes" : "no")} post no"));
        }
    }

    /// <summary>A thermodynamic keyword: <c>temp</c>, <c>press</c>, <c>pe</c>, <c>etotal</c>, <c>vol</c>, <c>step</c>, ...; current after a run.</summary>
    /// <exception cref="LammpsException">Unknown.</exception>
    public double Thermo(string keyword) => ThermoKeywords.Contains(keyword) ? session.Value<double>(Operation.Thermo, keyword)
        : throw new LammpsException(LammpsFailure.Usage, $"'{keyword}' is not a thermodynamic keyword; known: {string.Join(' ', ThermoKeywords.Order(StringComparer.Ordinal))}.");

    // LAMMPS answers 0 to a word it does not know.
    private static readonly HashSet<string> ThermoKeywords =
    [
        .. ("step elapsed elaplong dt time cpu tpcpu spcpu cpuremain part timeremain atoms temp press pe ke etotal enthalpy ecouple econserve " +
            "evdwl ecoul epair ebond eangle edihed eimp emol elong etail vol density lx ly lz xlo xhi ylo yhi zlo zhi xy xz yz " +
            "bonds angles dihedrals impropers pxx pyy pzz pxy pxz pyz fmax fnorm nbuild ndanger " +
            "cella cellb cellc cellalpha cellbeta cellgamma").Split(' '),
    ];

    /// <summary>Number of atoms.</summary>
    public long AtomCount => (long)session.Value<double>(Operation.AtomCount);

    /// <summary>A setting of lammps_extract_setting (<c>ntypes</c>, <c>triclinic</c>, <c>molecule_flag</c>, ...).</summary>
    /// <exception cref="LammpsException">Unknown.</exception>
    public int Setting(string name) => session.Value<int>(Operation.Setting, name) is int value and >= 0 ? value
        : throw new LammpsException(LammpsFailure.Usage, $"LAMMPS has no setting '{name}'; its manual lists them under lammps_extract_setting.");

    /// <summary>The box.</summary>
    public SimulationBox Box
    {
        get
        {
            double[] b = MemoryMarshal.Cast<byte, double>(session.Call(Operation.Box)).ToArray();
            return new SimulationBox(b[0..3], b[3..6], b[6], b[7], b[8], [b[9] != 0, b[10] != 0, b[11] != 0]);
        }
    }

    /// <summary>Sets or replaces the C# forces of a <c>fix ID all external pf/callback 1 1</c>; called in every step from then on.</summary>
    /// <remarks>An exception of the callback stops the run and is thrown by the call that ran it. In process with a LAMMPS of one rank.</remarks>
    public void SetExternalForce(string fix, ExternalForce force) => session.SetExternalForce(fix, force);

    /// <summary>Is there a compute, fix, variable, dump, group, region or molecule of this name?</summary>
    public bool HasId(string category, string name) => session.Value<int>(Operation.HasId, $"{category}:{name}") != 0;

    /// <summary>Does this LAMMPS know a style (category <c>pair</c>, <c>fix</c>, <c>compute</c>, ...)?</summary>
    public bool HasStyle(string category, string name) => session.Value<int>(Operation.HasStyle, $"{category}:{name}") != 0;

    /// <summary>Closes LAMMPS; a child process ends.</summary>
    public void Dispose() => session.Dispose();
}
