namespace IonicMlff.Tool.Md;

/// <summary>What a stage does.</summary>
internal enum StageKind
{
    /// <summary>Goes downhill to a minimum of the energy.</summary>
    Minimise,

    /// <summary>Dynamics with a temperature that changes linearly.</summary>
    Heat,

    /// <summary>Dynamics whose trajectory is not kept.</summary>
    Equilibrate,

    /// <summary>Dynamics whose trajectory is kept.</summary>
    Produce,
}

/// <summary>Which quantities are held.</summary>
internal enum Ensemble
{
    /// <summary>Energy and volume.</summary>
    Nve,

    /// <summary>Temperature and volume.</summary>
    Nvt,

    /// <summary>Temperature and pressure.</summary>
    Npt,
}

/// <summary>Holds the temperature.</summary>
/// <param name="Langevin">Langevin; otherwise Nosé–Hoover.</param>
/// <param name="Time">Relaxation time, fs.</param>
internal sealed record Thermostat(bool Langevin, double Time);

/// <summary>Holds the pressure (Nosé–Hoover).</summary>
/// <param name="Coupling"><c>iso</c>, <c>aniso</c> or <c>tri</c>: which box lengths and angles change, and together or each by itself.</param>
/// <param name="Time">Relaxation time, fs.</param>
internal sealed record Barostat(string Coupling, double Time);

/// <summary>One stage of a run.</summary>
internal sealed record MdStage
{
    public required StageKind Kind { get; init; }

    public required string Name { get; init; }

    public Ensemble Ensemble { get; init; }

    /// <summary>Steps of dynamics; the most steps of a minimisation.</summary>
    public required long Steps { get; init; }

    /// <summary>Temperature at the beginning and at the end, K.</summary>
    public double FromTemperature { get; init; }

    public double ToTemperature { get; init; }

    /// <summary>Pressure, bar.</summary>
    public double Pressure { get; init; }

    /// <summary>Minimisation ends when no force is larger, eV/Å.</summary>
    public double ForceTolerance { get; init; }

    /// <summary>Frames are written.</summary>
    public bool KeepsTrajectory { get; init; }

    public bool IsDynamics => Kind != StageKind.Minimise;
}

/// <summary>What and how often is written, in steps.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Format">Of the trajectory: <c>extxyz</c> or <c>xtc</c>.</param>
/// <param name="TrajectoryEvery">Steps between two frames.</param>
/// <param name="ThermoEvery">Steps between two lines of the table.</param>
/// <param name="CheckpointEvery">Steps between two checkpoints.</param>
internal sealed record MdOutput(string Folder, string Format, long TrajectoryEvery, long ThermoEvery, long CheckpointEvery);

/// <summary>A run of molecular dynamics as a config file describes it; see docs/md.md. Paths are absolute.</summary>
internal sealed record MdConfig
{
    public required string File { get; init; }

    public required string Engine { get; init; }

    /// <summary>Platform of OpenMM.</summary>
    public required string Platform { get; init; }

    public required string System { get; init; }

    /// <summary>Elements of the types of a LAMMPS data file; empty: from its masses.</summary>
    public required IReadOnlyList<string> Elements { get; init; }

    /// <summary>Model files; several are a committee.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Further words of <c>pair_style ilmlff</c>, in pairs.</summary>
    public required IReadOnlyList<string> ModelWords { get; init; }

    /// <summary>Words of a potential in C#, and their values.</summary>
    public IReadOnlyDictionary<string, string> PotentialWords { get; init; } = new Dictionary<string, string>();

    /// <summary>LAMMPS commands that define the potential, instead of a model.</summary>
    public string? LammpsPotential { get; init; }

    public int Ranks { get; init; }

    /// <summary>Time step, fs.</summary>
    public double TimeStep { get; init; }

    public required Thermostat Thermostat { get; init; }

    public required Barostat Barostat { get; init; }

    public int Seed { get; init; }

    public required IReadOnlyList<MdStage> Stages { get; init; }

    public required MdOutput Output { get; init; }

    /// <summary>Temperature above which the run stops, K.</summary>
    public double StopTemperature { get; init; }

    /// <summary>Largest deviation of a committee's forces at which the run goes on, eV/Å.</summary>
    public double StopDeviation { get; init; }

    /// <summary>Steps of dynamics of all stages.</summary>
    public long TotalSteps => Stages.Where(s => s.IsDynamics).Sum(s => s.Steps);

    /// <summary>
    /// What must not change between a run and its continuation, as text, one thing per line; the length of the last stage may.
    /// </summary>
    public string Identity => string.Join('\n',
    [
        Engine == "openmm" ? $"engine {Engine} on {Platform}" : $"engine {Engine}", $"system {System}", $"elements {string.Join(' ', Elements)}", $"model {string.Join(' ', Models)}",
        $"model_options {string.Join(' ', ModelWords.Where((_, i) => ModelWords[i - i % 2] is not "threads"))}", $"words {string.Join(' ', PotentialWords.Select(w => $"{w.Key} {w.Value}"))}", $"lammps_potential {LammpsPotential?.ReplaceLineEndings(" | ")}",
        $"timestep {TimeStep:R}", $"thermostat {Thermostat}", $"barostat {Barostat}", $"seed {Seed}",
        $"output {Output with { Folder = "" }}",
        .. Stages.Select((s, i) => $"stages[{i + 1}] {(i == Stages.Count - 1 ? s with { Steps = 0 } : s)}"),
    ]);
}
