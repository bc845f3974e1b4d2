using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Md;
using IonicMlff.Tool.Md.Lammps;
using IonicMlff.Tool.Md.OpenMm;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff md</c>: molecular dynamics from one config file.</summary>
internal static class MdCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("CONFIG") { Description = "Config file (YAML): system, model, stages; docs/md.md has all its words." };
        Option<string?> engine = Options.Text("--engine", "lammps|openmm", "Engine, instead of the one of the config.");
        Option<bool> dry = Options.Flag("--dry-run", "Write the input of the engine into the output folder and run nothing.");
        Option<bool> resume = Options.Flag("--resume", "Go on from the last checkpoint; from the start where there is none.");
        Option<bool> overwrite = Options.Flag("--overwrite", "Start anew although the output folder has a checkpoint.");
        Option<bool> json = Options.Json();
        var command = new ToolCommand("md", "Run molecular dynamics through LAMMPS or OpenMM, from one config file.")
        {
            Notes =
            [
                "The output folder gets trajectory.extxyz or .xtc (positions not wrapped), thermo.csv, checkpoint.json with the engine's state, LAMMPS's lammps.out, and for " +
                "several models model_devi.out. Ctrl-C saves a checkpoint and exits with 130; after a kill, --resume cuts the files at the last checkpoint " +
                "and goes on, every frame once.",
                "The run stops with exit code 1 when energy or temperature are not finite, when atoms are lost, or beyond the limits under 'stop', and says where.",
            ],
            Examples =
            [
                ("ilmlff md npt.yaml", ""),
                ("ilmlff md npt.yaml --resume", "in a job script: the same line for every start"),
                ("ilmlff md npt.yaml --engine openmm", "the same run in OpenMM"),
                ("ilmlff md npt.yaml --dry-run", "look at the input of the engine, take it from there"),
            ],
        };
        command.Arguments.Add(file);
        foreach (Option option in new Option[] { engine, dry, resume, overwrite, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            bool resumes = parsed.GetValue(resume), overwrites = parsed.GetValue(overwrite);
            if (resumes && overwrites)
                throw IlmlffException.Usage("--resume and --overwrite exclude each other; give one of them.");
            MdConfig config = MdConfigReader.Read(parsed.GetRequiredValue(file));
            if (parsed.GetValue(engine) is { } name)
                config = config with { Engine = name is "lammps" or "openmm" ? name : throw IlmlffException.Usage($"--engine does not know '{name}'; known: lammps, openmm.") };
            MdSystem system = MdSystem.Load(config);
            return parsed.GetValue(dry) ? DryRun(terminal, config, system) : Run(terminal, config, system, resumes, overwrites, parsed.GetValue(json));
        });
        return command;
    }

    private static int DryRun(Terminal terminal, MdConfig config, MdSystem system)
    {
        terminal.Out.WriteLine(config.Engine == "openmm" ? OpenMmScript.Write(config, system) : LammpsInputFile.Write(config, system));
        return 0;
    }

    private static int Run(Terminal terminal, MdConfig config, MdSystem system, bool resumes, bool overwrites, bool json)
    {
        if (config.Engine == "openmm")
            OpenMmLimits.Check(config, system);
        string folder = Directory.CreateDirectory(config.Output.Folder).FullName;
        using FileStream held = Hold(folder);
        MdCheckpoint? from = overwrites ? null : MdCheckpoint.Read(folder);
        if (from is not null)
        {
            if (!resumes)
            {
                throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture,
                    $"{folder} has a checkpoint of step {from.Step}: --resume goes on from it, --overwrite starts anew."));
            }

            from.CheckFits(config);
        }
        else
        {
            Clear(folder);
        }

        MdOutcome outcome;
        using (IMdEngine driven = config.Engine == "openmm" ? new OpenMmMdEngine(config) : new LammpsMdEngine(config))
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{driven.Description}: {system.AtomicNumbers.Length} atoms, {config.TotalSteps} steps of {config.TimeStep} fs in {config.Stages.Count} stages") +
                (from is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; going on from step {from.Step}")));
            using var run = new MdRun(config, system, driven, terminal, from);
            outcome = run.Go();
        }

        Report(terminal, config, system, outcome, json);
        return outcome.Finished ? 0 : Application.Interrupted;
    }

    // Two runs in one folder would ruin each other's files.
    private static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IlmlffException(ErrorKind.Failed, $"{folder} is in use by another run; wait for its end, or take another output.folder.", e);
        }
    }

    private static void Clear(string folder)
    {
        foreach (string name in (string[])[MdCheckpoint.FileName, MdTrajectory.FramesName + "extxyz", MdTrajectory.FramesName + "xtc", MdTrajectory.StructureName, MdTrajectory.TableName, "lammps.out", "model_devi.out"])
            File.Delete(Path.Combine(folder, name));
        foreach (string state in Directory.EnumerateFiles(folder, MdCheckpoint.StatePrefix + "*"))
            File.Delete(state);
    }

    private static void Report(Terminal terminal, MdConfig config, MdSystem system, MdOutcome outcome, bool json)
    {
        double speed = MdProgress.NanosecondsPerDay(outcome.NewSteps, outcome.Seconds, config.TimeStep);
        if (json)
        {
            JsonOutput.Write(terminal, new JsonObject
            {
                ["config"] = config.File,
                ["folder"] = config.Output.Folder,
                ["finished"] = outcome.Finished,
                ["atoms"] = system.AtomicNumbers.Length,
                ["step"] = outcome.Step,
                ["steps_of_this_start"] = outcome.NewSteps,
                ["seconds"] = outcome.Seconds,
                ["ns_per_day"] = speed,
                ["temperature_K"] = outcome.Last?.Temperature,
                ["potential_eV"] = outcome.Last?.Potential,
                ["pressure_bar"] = outcome.Last is { } last && double.IsFinite(last.Pressure) ? last.Pressure : null,
            });
        }

        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{(outcome.Finished ? "done" : "interrupted, saved")} at step {outcome.Step} of {config.TotalSteps}; {outcome.NewSteps} steps in {outcome.Seconds:0.0} s, {speed:0.###} ns/day; files in {config.Output.Folder}") +
            (outcome.Finished ? "" : "; go on with --resume"));
    }
}
