using IonicMlff.Core.Elements;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>The System and the integrator of a stage.</summary>
internal static class OpenMmStage
{
    private const double PicosecondsPerFemtosecond = 1e-3;

    /// <summary>Particles, the model, and what the ensemble needs.</summary>
    public static MolecularSystem Particles(MdConfig config, MdSystem atoms, MdStage stage, Molecules molecules, Box? box, int seed)
    {
        var system = new MolecularSystem();
        if (box is { } vectors)
            system.DefaultBox = vectors;
        for (int i = 0; i < atoms.AtomicNumbers.Length; i++)
            system.AddParticle(atoms.Mass(i));
        IlmlffForce force = system.AddForce(Model(config, box is not null));
        force.AddAtoms(atoms.AtomicNumbers.Select(PeriodicTable.Symbol));
        foreach ((int first, int second) in molecules.Bonds)
            force.AddBond(first, second);
        if (!stage.IsDynamics || stage.Ensemble == Ensemble.Nve)
            return system;
        // Thermostats count 3N - 3 degrees of freedom: the centre of mass rests.
        system.AddForce(new CMMotionRemover());
        if (stage.Ensemble == Ensemble.Npt)
            system.AddForce(Barostat(config, stage, seed));
        return system;
    }

    /// <summary>The integrator; temperatures are those of the beginning.</summary>
    public static Integrator Integrator(MdConfig config, MdStage stage, int seed)
    {
        double step = config.TimeStep * PicosecondsPerFemtosecond, rate = 1 / (config.Thermostat.Time * PicosecondsPerFemtosecond);
        if (!stage.IsDynamics || stage.Ensemble == Ensemble.Nve)
            return new VerletIntegrator(step);
        return config.Thermostat.Langevin
            ? new LangevinMiddleIntegrator(stage.FromTemperature, rate, step) { RandomSeed = seed }
            : new NoseHooverIntegrator(stage.FromTemperature, rate, step);
    }

    private static IlmlffForce Model(MdConfig config, bool periodic)
    {
        string? Text(string key) => OpenMmLimits.Option(config, key);
        double? Number(string key) => Text(key) is { } text ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
        return new IlmlffForce([.. config.Models])
        {
            Precision = Text("precision") ?? "double",
            Backend = Text("backend") ?? "auto",
            Threads = (int)(Number("threads") ?? 0),
            Head = Text("head") ?? "",
            Charge = Number("charge"),
            Spin = Number("spin"),
            Words = config.PotentialWords,
            Periodic = periodic,
        };
    }

    private static Force Barostat(MdConfig config, MdStage stage, int seed) => config.Barostat.Coupling == "aniso"
        ? new MonteCarloAnisotropicBarostat(new Vec3(stage.Pressure, stage.Pressure, stage.Pressure), stage.FromTemperature) { Frequency = OpenMmLimits.BarostatEvery, RandomSeed = seed }
        : new MonteCarloBarostat(stage.Pressure, stage.FromTemperature) { Frequency = OpenMmLimits.BarostatEvery, RandomSeed = seed };
}
