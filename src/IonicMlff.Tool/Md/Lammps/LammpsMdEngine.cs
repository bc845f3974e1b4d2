using System.Diagnostics;
using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Tool.Diagnosis;
using Lammps;

namespace IonicMlff.Tool.Md.Lammps;

/// <summary>LAMMPS as the engine of <c>ilmlff md</c>, in a process of its own.</summary>
internal sealed class LammpsMdEngine : IMdEngine
{
    // Several ranks can be stopped between pieces only.
    private const long StepsPerPiece = 100;

    private readonly MdConfig config;
    private readonly LammpsInstance lammps;
    private readonly StreamWriter screen;
    private MdSystem? system;
    private MdStage? stage;
    private int stageIndex;
    private long firstStep, lastStep;
    private bool setUp;
    private volatile bool quiet;
    private volatile string lastWarning = "";

    /// <summary>Starts LAMMPS.</summary>
    /// <exception cref="IlmlffException">LAMMPS is missing.</exception>
    public LammpsMdEngine(MdConfig config)
    {
        this.config = config;
        screen = new StreamWriter(Path.Combine(config.Output.Folder, "lammps.out"), append: true) { AutoFlush = true };
        try
        {
            lammps = new LammpsInstance(new LammpsOptions
            {
                Mode = LammpsMode.ChildProcess,
                Ranks = config.Ranks,
                PairStyle = config.Models.Count == 0 ? "" : PairStyle(),
                Screen = Keep,
            });
        }
        catch (LammpsException e)
        {
            screen.Dispose();
            throw Explain(e);
        }
        catch
        {
            screen.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Description => $"LAMMPS {lammps.Version}{(config.Ranks > 1 ? $", {config.Ranks} ranks" : "")}";

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <inheritdoc/>
    public void Start(MdSystem atoms, double firstTemperature)
    {
        string data = atoms.DataFile ?? Path.Combine(config.Output.Folder, "system.data");
        if (atoms.DataFile is null)
            LammpsScript.WriteData(data, atoms);
        Send(LammpsScript.Header(atoms) + $"read_data       {LammpsScript.Word(data)}\n" + LammpsScript.Potential(config, atoms));
        if (atoms.Velocities is null && firstTemperature > 0)
            Send(LammpsScript.Velocities(firstTemperature, Seed(-1)));
        system = atoms;
        Step = 0;
    }

    /// <inheritdoc/>
    public void Restore(MdSystem atoms, string file)
    {
        // What is kept in the file, style of atoms and boundaries, is not said again.
        Send($"units           metal\natom_modify     map array\nbox             tilt large\nread_restart    {LammpsScript.Word(file)}\n" + LammpsScript.Potential(config, atoms));
        system = atoms;
        Step = (long)Ask(() => lammps.Thermo("step"));
    }

    /// <inheritdoc/>
    public void Begin(MdStage next, int index, long first, long last)
    {
        if (stage is { IsDynamics: true })
            Send($"unfix           {LammpsScript.Integrator(stageIndex)}\n" + (HasLangevin ? LammpsScript.NoLangevin : ""));
        (stage, stageIndex, firstStep, lastStep) = (next, index, first, last);
        setUp = false;
        if (next.IsDynamics)
            Send(LammpsScript.Fixes(config, system!, next, index) + LammpsScript.Langevin(config, next, Seed(Step)));
    }

    /// <inheritdoc/>
    public MdMinimum Minimise(CancellationToken cancellation)
    {
        Send(LammpsScript.Minimise(stage!), cancellation);
        double energy = Ask(() => lammps.Thermo("pe")), largest = Snapshot(forces: true).Forces!.Max(Math.Abs);
        Send(string.Create(CultureInfo.InvariantCulture, $"reset_timestep  {Step}"));
        return new MdMinimum(energy, largest);
    }

    /// <inheritdoc/>
    public void Run(long steps, CancellationToken cancellation)
    {
        long left = steps, end = Step + steps;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            long piece = config.Ranks > 1 ? Math.Min(left, StepsPerPiece) : left;
            // A temperature that rises does so over the whole stage, not over this piece of it.
            string run = string.Create(CultureInfo.InvariantCulture, $"run {piece} start {firstStep} stop {lastStep} pre {(setUp ? "no" : "yes")} post no");
            try
            {
                Send(run, config.Ranks > 1 ? default : cancellation);
            }
            finally
            {
                if (lammps.IsAlive)
                    Step = (long)Ask(() => lammps.Thermo("step"));
            }

            setUp = true;
            left -= piece;
        }
        while (left > 0); // no steps at all: the forces and numbers of the moment

        // A limit that LAMMPS watches (devi_stop, fix halt) ends a run with a warning.
        if (Step < end)
        {
            Thread.Sleep(100); // the line comes by another way than the end of the run
            throw new IlmlffException(ErrorKind.Failed, $"LAMMPS stopped the run: {(lastWarning.Length > 0 ? lastWarning : $"see {Path.Combine(config.Output.Folder, "lammps.out")}.")}");
        }
    }

    /// <inheritdoc/>
    public MdObservables Observe() => Ask(() => system!.Cell.IsFullyPeriodic
        ? new MdObservables(lammps.Thermo("temp"), lammps.Thermo("pe"), lammps.Thermo("ke"), lammps.Thermo("press"), lammps.Thermo("vol"))
        {
            Tensor = new(lammps.Thermo("pxx"), lammps.Thermo("pyy"), lammps.Thermo("pzz"), lammps.Thermo("pxy"), lammps.Thermo("pxz"), lammps.Thermo("pyz")),
        }
        : new MdObservables(lammps.Thermo("temp"), lammps.Thermo("pe"), lammps.Thermo("ke"), double.NaN, double.NaN)); // the box about the atoms is LAMMPS's own

    /// <inheritdoc/>
    public MdSnapshot Snapshot(bool velocities = false, bool forces = false) => Ask(() =>
    {
        SimulationBox box = lammps.Box;
        var cell = new Cell(box.High[0] - box.Low[0], 0, 0, box.Xy, box.High[1] - box.Low[1], 0, box.Xz, box.Yz, box.High[2] - box.Low[2], box.Periodic[0], box.Periodic[1], box.Periodic[2]);
        double[] x = lammps.Gather<double>("x");
        int[] images = lammps.Gather<int>("image");
        for (int i = 0; i < images.Length; i++)
        {
            (int a, int b, int c) = Images(images[i]);
            x[3 * i] += a * cell.Ax + b * cell.Bx + c * cell.Cx;
            x[3 * i + 1] += b * cell.By + c * cell.Cy;
            x[3 * i + 2] += c * cell.Cz;
        }

        return new MdSnapshot(cell.IsPeriodic ? cell : Cell.None, x, velocities ? lammps.Gather<double>("v") : null, forces ? lammps.Gather<double>("f") : null);
    });

    /// <inheritdoc/>
    public void Save(string file)
    {
        Send($"write_restart   {LammpsScript.Word(file)}\n");
        // Everything that a restart would make anew is made anew here.
        setUp = false;
        if (stage is { IsDynamics: true } && HasLangevin)
            Send(LammpsScript.NoLangevin + LammpsScript.Langevin(config, stage, Seed(Step)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lammps.Dispose();
        screen.Dispose();
    }

    private bool HasLangevin => config.Thermostat.Langevin && stage!.Ensemble != Ensemble.Nve;

    // Ten bits per direction, 512 is the box itself (LAMMPS_SMALLBIG).
    private static (int A, int B, int C) Images(int image) => ((image & 1023) - 512, ((image >> 10) & 1023) - 512, ((image >> 20) & 1023) - 512);

    // Another seed for every purpose and step, from the one of the config (SplitMix64). LAMMPS takes 1 to 900,000,000.
    private int Seed(long purpose)
    {
        unchecked
        {
            ulong z = (ulong)config.Seed * 0x9E3779B97F4A7C15 + (ulong)(purpose + 2) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % 900_000_000) + 1;
        }
    }

    // In a clone the native libraries are built on first use, as ./lmp-ilmlff does.
    private static string PairStyle()
    {
        if (Environment.GetEnvironmentVariable("ILMLFF_LAMMPS") is { Length: > 0 } named)
            return named;
        if (Checkout.Find() is not { } checkout)
        {
            throw new IlmlffException(ErrorKind.MissingProgram,
                "The library of pair_style ilmlff was not found: set ILMLFF_LAMMPS to the path of libilmlff_lammps.so, which native/build.sh of a clone makes.");
        }

        string library = checkout.At("build", "lib", "libilmlff_lammps.so"), script = checkout.At("native", "build.sh");
        if (!File.Exists(library))
        {
            using Process build = Process.Start(script);
            build.WaitForExit();
        }

        return File.Exists(library) ? library : throw new IlmlffException(ErrorKind.MissingProgram,
            $"{script} did not make {library}, the library of pair_style ilmlff; it says above why. 'ilmlff doctor' tells what is missing.");
    }

    private void Keep(string line)
    {
        if (line.StartsWith("WARNING", StringComparison.Ordinal))
            lastWarning = line;
        if (quiet && !line.StartsWith("WARNING", StringComparison.Ordinal) && !line.StartsWith("ERROR", StringComparison.Ordinal))
            return;
        try
        {
            screen.WriteLine(line);
        }
        catch (ObjectDisposedException)
        {
            // LAMMPS's last words, after the end
        }
    }

    private void Send(string commands, CancellationToken cancellation = default) => Ask(() =>
    {
        quiet = setUp && commands.StartsWith("run", StringComparison.Ordinal); // a long run consists of many short ones
        lammps.Commands(commands, cancellation);
        return 0;
    });

    private static T Ask<T>(Func<T> request)
    {
        try
        {
            return request();
        }
        catch (LammpsException e)
        {
            throw Explain(e);
        }
    }

    private static IlmlffException Explain(LammpsException e) => new(e.Failure switch
    {
        LammpsFailure.Missing => ErrorKind.MissingProgram,
        _ => ErrorKind.Failed,
    }, e.Failure == LammpsFailure.Error ? $"LAMMPS: {e.Message}" : e.Message, e);
}
