using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Torch.Dpmd;

/// <summary>
/// Averages and deviations of the environment matrix: one row per section (centre type, neighbour type) when they are the same in all
/// slots of it, as in every model that was trained; otherwise one row per centre type and slot.
/// </summary>
internal sealed class SectionTable
{
    private readonly int[] first;
    private readonly int slots;

    public SectionTable(EnvironmentMatrix matrix)
    {
        Matrix = matrix;
        int types = matrix.Sel.Length;
        first = new int[types];
        for (int t = 1; t < types; t++)
            first[t] = first[t - 1] + matrix.Sel[t - 1];
        slots = matrix.Sel.Sum();
        IsUniform = Enumerable.Range(0, types).All(c => Enumerable.Range(0, types).All(t => IsConstant(c, t)));
        RowCount = types * (IsUniform ? types : slots);
        Average = new double[4 * RowCount];
        InverseDeviation = new double[4 * RowCount];
        for (int c = 0; c < types; c++)
        {
            for (int t = 0; t < types; t++)
            {
                for (int k = 0; k < matrix.Sel[t]; k++)
                    Set(RowOf(c, t, k), 4 * (c * slots + first[t] + k));
                if (matrix.Sel[t] == 0 && IsUniform)
                    InverseDeviation.AsSpan(4 * RowOf(c, t, 0), 4).Fill(1); // never used
            }
        }
    }

    /// <summary>Environment matrix.</summary>
    public EnvironmentMatrix Matrix { get; }

    /// <summary>True: a row per section.</summary>
    public bool IsUniform { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Averages, [rows, 4].</summary>
    public double[] Average { get; }

    /// <summary>1/deviation, [rows, 4].</summary>
    public double[] InverseDeviation { get; }

    /// <summary>Row of the k-th slot of a section.</summary>
    public int RowOf(int centre, int type, int k) => IsUniform ? centre * first.Length + type : centre * slots + first[type] + k;

    /// <summary>R̃ of an empty slot: −average/deviation.</summary>
    public double[] EmptyRow(int row) => [.. Enumerable.Range(4 * row, 4).Select(k => Average[k] == 0 ? 0 : -Average[k] * InverseDeviation[k])];

    private bool IsConstant(int centre, int type)
    {
        int at = 4 * (centre * slots + first[type]), length = 4 * Matrix.Sel[type];
        for (int k = 4; k < length; k++)
        {
            if (Matrix.Average[at + k] != Matrix.Average[at + k - 4] || Matrix.Deviation[at + k] != Matrix.Deviation[at + k - 4])
                return false;
        }

        return true;
    }

    private void Set(int row, int from)
    {
        for (int c = 0; c < 4; c++)
        {
            Average[4 * row + c] = Matrix.Average[from + c];
            InverseDeviation[4 * row + c] = 1 / Matrix.Deviation[from + c];
        }
    }
}
