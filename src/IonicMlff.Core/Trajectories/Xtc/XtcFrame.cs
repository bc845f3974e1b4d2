using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>What an XTC frame says besides the positions.</summary>
/// <param name="Step">The step field. Some programs count frames here.</param>
/// <param name="Time">ps, as stored.</param>
/// <param name="Cell">Rows in Å, from the stored floats in nm; no periodicity when all are zero.</param>
/// <param name="Precision">Stored integers per nm; 0 for frames of nine atoms or fewer, which hold floats.</param>
/// <param name="Offset">Where the frame begins in the file.</param>
public readonly record struct XtcFrame(int Step, float Time, Cell Cell, float Precision, long Offset);
