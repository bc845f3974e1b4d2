using System.Globalization;
using System.Text;
using IonicMlff.Core.Elements;

namespace IonicMlff.Tool.Md.Lammps;

/// <summary>The whole run as one LAMMPS input, for <c>--dry-run</c>: what the engine sends, with LAMMPS's own output instead of the tool's.</summary>
internal static class LammpsInputFile
{
    /// <summary>Writes <c>in.lammps</c> (and <c>system.data</c>) into the output folder; returns its path.</summary>
    public static string Write(MdConfig config, MdSystem system)
    {
        string folder = Directory.CreateDirectory(config.Output.Folder).FullName, path = Path.Combine(folder, "in.lammps");
        string data = system.DataFile ?? Path.Combine(folder, "system.data");
        if (system.DataFile is null)
            LammpsScript.WriteData(data, system);
        File.WriteAllText(path, Text(config, system, data));
        return path;
    }

    private static string Text(MdConfig config, MdSystem system, string data)
    {
        var text = new StringBuilder();
        MdOutput o = config.Output;
        string elements = string.Join(' ', system.TypeElements.Select(PeriodicTable.Symbol));
        double first = config.Stages.FirstOrDefault(s => s.IsDynamics)?.FromTemperature ?? 0;
        string launcher = config.Models.Count > 0 ? "lmp-ilmlff" : "lmp";
        text.Append($"# The run of {Path.GetFileName(config.File)}, as LAMMPS alone would do it:   {launcher} -in in.lammps\n");
        text.Append("# (units metal: Å, eV, ps, bar; ilmlff md itself writes trajectory, table and checkpoints, so that it can be resumed)\n\n");
        text.Append(LammpsScript.Header(system)).Append($"read_data       {LammpsScript.Word(data)}\n\n");
        text.Append(LammpsScript.Potential(config, system));
        if (system.Velocities is null && first > 0)
            text.Append(LammpsScript.Velocities(first, config.Seed));
        text.Append(CultureInfo.InvariantCulture, $"thermo          {o.ThermoEvery}\n");
        if (config.TotalSteps > 0)
            text.Append(CultureInfo.InvariantCulture, $"restart         {o.CheckpointEvery} {LammpsScript.Word(Path.Combine(o.Folder, "restart.a"))} {LammpsScript.Word(Path.Combine(o.Folder, "restart.b"))}\n");
        for (int i = 0; i < config.Stages.Count; i++)
        {
            MdStage stage = config.Stages[i];
            text.Append(CultureInfo.InvariantCulture, $"\n# stage {stage.Name}\n");
            if (!stage.IsDynamics)
            {
                text.Append(LammpsScript.Minimise(stage)).Append("reset_timestep  0\n");
                continue;
            }

            text.Append(LammpsScript.Fixes(config, system, stage, i)).Append(LammpsScript.Langevin(config, stage, config.Seed + i));
            if (stage.KeepsTrajectory)
            {
                text.Append(CultureInfo.InvariantCulture, $"dump            frames{i + 1} all custom {o.TrajectoryEvery} {LammpsScript.Word(Path.Combine(o.Folder, $"stage{i + 1}.lammpstrj"))} id element xu yu zu\n");
                text.Append($"dump_modify     frames{i + 1} element {elements} sort id\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"run             {stage.Steps}\n");
            if (stage.KeepsTrajectory)
                text.Append(CultureInfo.InvariantCulture, $"undump          frames{i + 1}\n");
            text.Append($"unfix           {LammpsScript.Integrator(i)}\n");
            if (config.Thermostat.Langevin && stage.Ensemble != Ensemble.Nve)
                text.Append(LammpsScript.NoLangevin);
        }

        return text.Append($"\nwrite_data      {LammpsScript.Word(Path.Combine(o.Folder, "final.data"))}\n").ToString();
    }
}
