using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>How the rows of centres of one type are normalised; averages and deviations are the same in all slots.</summary>
internal sealed record CentreType
{
    public CentreType(EnvironmentMatrix matrix, int type)
    {
        int first = 4 * type * matrix.Sel.Sum();
        Average = matrix.Average[first];
        Deviation = matrix.Deviation[first..(first + 4)];
    }

    /// <summary>davg of the first number of a row; that of the others is zero.</summary>
    public double Average { get; }

    /// <summary>dstd of the four numbers of a row.</summary>
    public double[] Deviation { get; }

    /// <summary>R̃[0] of an empty slot, −davg/dstd.</summary>
    public double Empty => -Average / Deviation[0];

    /// <summary>R̃[0] at a distance.</summary>
    public double Row(EnvironmentMatrix matrix, double r)
    {
        double u = Math.Clamp((r - matrix.SwitchStart) / matrix.SwitchWidth, 0, 1);
        double w = 1 + u * u * u * (-6 * u * u + 15 * u - 10);
        return (w / (r + matrix.Protection) - Average) / Deviation[0];
    }

    /// <summary>True when averages and deviations are those of the first slot in all slots, and directions have no average.</summary>
    public static bool HoldsForAllSlots(DpmdModel model)
    {
        EnvironmentMatrix matrix = model.Environment;
        int slots = matrix.Sel.Sum();
        for (int k = 0; k < 4 * slots * model.TypeCount; k++)
        {
            int first = k / (4 * slots) * 4 * slots + k % 4;
            if (matrix.Average[k] != matrix.Average[first] || matrix.Deviation[k] != matrix.Deviation[first]
                || (k % 4 != 0 && matrix.Average[k] != 0))
            {
                return false;
            }
        }

        return true;
    }
}
