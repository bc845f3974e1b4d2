using System.Diagnostics;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Tool.Diagnosis;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>What a config may ask that OpenMM, or this way of driving it, can't do; refused by name before anything is written.</summary>
internal static class OpenMmLimits
{
    /// <summary>Steps between two attempts of the barostat to change the volume.</summary>
    public const int BarostatEvery = 25;

    /// <summary>Refuses what can't be run.</summary>
    /// <exception cref="IlmlffException">The first thing of that kind, or OpenMM is missing.</exception>
    public static void Check(MdConfig config, MdSystem system)
    {
        CheckConfig(config, system);
        BuildOnce();
        if (OpenMMLibrary.Missing is { } missing)
            throw new IlmlffException(ErrorKind.MissingProgram, missing);
        try
        {
            _ = IlmlffForce.PluginFile;
        }
        catch (OpenMMException e)
        {
            throw new IlmlffException(ErrorKind.MissingProgram, e.Message, e);
        }

        try
        {
            _ = Platform.ByName(config.Platform);
        }
        catch (OpenMMException e)
        {
            throw IlmlffException.BadData($"{config.File}: 'platform': {e.Message}", e);
        }
    }

    // In a clone the native libraries are built on first use.
    private static void BuildOnce()
    {
        if (Environment.GetEnvironmentVariable(OpenMMLibrary.PathVariable) is { Length: > 0 } || Checkout.Find() is not { } checkout
            || File.Exists(checkout.At("build", "lib", "libopenmm_capi.so")))
        {
            return;
        }

        using Process build = Process.Start(checkout.At("native", "build.sh"));
        build.WaitForExit();
    }

    /// <summary>What needs no OpenMM to be seen.</summary>
    public static void CheckConfig(MdConfig config, MdSystem system)
    {
        IlmlffException Refused(string what, string cure) => IlmlffException.BadData($"{config.File}: {what} with engine openmm; {cure}.");
        bool npt = HoldsPressure(config);
        if (config.LammpsPotential is not null)
            throw Refused("'lammps_potential' can't be used", "give 'model', or take 'engine: lammps'");
        if (config.Ranks > 1)
            throw Refused($"'ranks: {config.Ranks}' can't be used", "OpenMM runs in one process: leave it out, 'model_options.threads' says how many cores the model takes");
        if (npt && config.Barostat.Coupling == "tri")
            throw Refused("'barostat.coupling: tri' can't be used", "its barostats keep the angles of the box: take iso or aniso, or 'engine: lammps'");
        if (npt && config.Output.CheckpointEvery < BarostatEvery)
            throw Refused($"'output.checkpoint_every: {config.Output.CheckpointEvery}' can't be used at constant pressure",
                $"its barostat tries every {BarostatEvery} steps and begins anew at a checkpoint: take 1000 or more");
        Cell c = system.Cell;
        if (c.IsPeriodic && !c.IsFullyPeriodic)
            throw Refused($"{config.System}, which is periodic in some directions only, can't be used", "OpenMM knows all or none: make it periodic with a long third edge, or take 'engine: lammps'");
        if (npt)
            _ = Molecules.Guess(system, OpenMmMdEngine.InNanometres(system.Positions), new OpenMmBox(c).Initial); // refuses networks
        string? device = Option(config, "device");
        if (device is not (null or "cpu"))
            throw Refused($"'model_options.device: {device}' can't be used", "only cpu is known there");
    }

    /// <summary>Is there a stage with a barostat?</summary>
    public static bool HoldsPressure(MdConfig config) => config.Stages.Any(s => s.IsDynamics && s.Ensemble == Ensemble.Npt);

    /// <summary>A word of <c>model_options</c>; null when it is not there.</summary>
    public static string? Option(MdConfig config, string key)
    {
        for (int i = 0; i < config.ModelWords.Count; i += 2)
        {
            if (config.ModelWords[i] == key)
                return config.ModelWords[i + 1];
        }

        return null;
    }
}
