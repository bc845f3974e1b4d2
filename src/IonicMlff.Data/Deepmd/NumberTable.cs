namespace IonicMlff.Data.Deepmd;

/// <summary>An array of a DeePMD system: one row per frame.</summary>
/// <param name="Name">File, for messages.</param>
/// <param name="Rows">Frames.</param>
/// <param name="Columns">Numbers per frame.</param>
/// <param name="Values">Row-major.</param>
public sealed record NumberTable(string Name, int Rows, int Columns, double[] Values)
{
    /// <summary>The numbers of one frame.</summary>
    public double[] Row(int frame) => Values[(frame * Columns)..((frame + 1) * Columns)];
}
