using System.Globalization;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories.Xtc;

namespace IonicMlff.Tool.Md;

/// <summary>The trajectory (extended XYZ or XTC) and the table of thermodynamic numbers (CSV) of a run.</summary>
internal sealed class MdTrajectory : IDisposable
{
    /// <summary>Name of the column of velocities (Å/ps).</summary>
    public const string VelocityColumn = "velocities_A_per_ps";

    /// <summary>File names in the output folder.</summary>
    public const string FramesName = "trajectory.", TableName = "thermo.csv", StructureName = "structure.pdb";

    private const string TableHead = "step,time_ps,stage,temperature_K,potential_eV,kinetic_eV,total_eV,pressure_bar,volume_A3,density_g_cm3,pressure_xx_bar,pressure_yy_bar,pressure_zz_bar,pressure_xy_bar,pressure_xz_bar,pressure_yz_bar";

    private readonly GrowingFile frames, table;
    private readonly XtcWriter? packed;
    private readonly MdSystem system;
    private readonly double timeStep, mass;

    /// <summary>Opens both files at the lengths of a checkpoint (0: anew).</summary>
    public MdTrajectory(MdConfig config, MdSystem system, long framesLength, long tableLength)
    {
        (this.system, timeStep) = (system, config.TimeStep);
        mass = system.AtomicNumbers.Sum(Core.Elements.PeriodicTable.Weight);
        frames = new GrowingFile(Path.Combine(config.Output.Folder, FramesName + config.Output.Format), framesLength);
        if (config.Output.Format == "xtc")
        {
            // The file has no elements and no names: a structure beside it does.
            packed = new XtcWriter(frames.Stream, system.AtomicNumbers.Length);
            if (framesLength == 0)
                PdbFile.Write(Path.Combine(config.Output.Folder, StructureName), system.AtomicNumbers, system.Positions, system.Cell);
        }

        table = new GrowingFile(Path.Combine(config.Output.Folder, TableName), tableLength);
        if (tableLength == 0)
            table.Writer.WriteLine(TableHead);
    }

    public long FramesLength => frames.Length;

    public long TableLength => table.Length;

    /// <summary>Appends a frame.</summary>
    public void Frame(long step, int stage, MdSnapshot atoms, in MdObservables now)
    {
        if (packed is not null)
        {
            packed.Write(step, step * timeStep * 1e-3, atoms.Cell, atoms.Positions);
            return;
        }

        var frame = new Frame(system.AtomicNumbers, atoms.Positions, atoms.Cell);
        frame.Values.Add("step", PropertyArray.Of(step));
        frame.Values.Add("time", PropertyArray.Of(step * timeStep * 1e-3));
        frame.Values.Add("stage", PropertyArray.Of((long)stage + 1));
        frame.Values.Add("energy", PropertyArray.Of(now.Potential));
        frame.Values.Add("temperature", PropertyArray.Of(now.Temperature));
        ExtxyzWriter.Write(frames.Writer, frame);
    }

    /// <summary>Appends a line of the table.</summary>
    public void Line(long step, int stage, in MdObservables now)
    {
        const double PerCubicCentimetre = Core.Units.Unit.GramPerCubicCentimetre;
        MdPressure p = now.Tensor;
        table.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{step},{step * timeStep * 1e-3:0.######},{stage + 1},{now.Temperature:R},{now.Potential:R},{now.Kinetic:R},{now.Total:R},{now.Pressure:R},{now.Volume:R},{mass / now.Volume / PerCubicCentimetre:0.########},{p.Xx:R},{p.Yy:R},{p.Zz:R},{p.Xy:R},{p.Xz:R},{p.Yz:R}"));
    }

    /// <summary>Sees to it that all is on the disk.</summary>
    public void Sync()
    {
        frames.Sync();
        table.Sync();
    }

    /// <summary>Lets readers see what was written.</summary>
    public void Flush()
    {
        frames.Writer.Flush();
        table.Writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        frames.Dispose();
        table.Dispose();
    }
}
