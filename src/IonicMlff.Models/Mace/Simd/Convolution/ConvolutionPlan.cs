using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Simd.Convolution;

/// <summary>
/// The convolution of one layer, rearranged. With features x_j, radial functions R_p and harmonics Y of every edge j → i,
/// <code>
/// message:  m_i[p,m3] = Σ_{m1,m2} C_p[m1,m2,m3] B_i[p,m1,m2],      moments:  B_i[p,m1,m2] = Σ_j R_p x_j[m1] Y_l2[m2]
/// </code>
/// so that edges cost one multiply-add per moment and the Clebsch–Gordan sums are done once per atom. Moments lie in rows (p, m1) of
/// 2·l2+1 numbers, sorted by l2.
/// </summary>
internal sealed class ConvolutionPlan
{
    private const int LargestL2 = 3;

    public ConvolutionPlan(Interaction block)
    {
        ConvPath[] paths = block.ConvPaths;
        int[] firstComponent = Starts(block.LinearUp.Out.Blocks.Select(b => b.IrrepDim));
        int[] firstMessage = Starts(block.MessageIrreps.Blocks.Select(b => b.IrrepDim));
        FeatureComponents = firstComponent[^1];
        MessageComponents = firstMessage[^1];

        var rows = new List<MomentRow>();
        var couplings = new List<Coupling>();
        var momentPaths = new List<MomentPath>();
        RowStart = new int[LargestL2 + 2];
        MomentStart = new int[LargestL2 + 2];
        for (int l2 = 0; l2 <= LargestL2; l2++)
        {
            RowStart[l2] = rows.Count;
            MomentStart[l2] = MomentCount;
            for (int p = 0; p < paths.Length; p++)
            {
                if (paths[p].L2 != l2)
                    continue;

                AddCouplings(paths[p], MomentCount, firstMessage[MessageBlock(block, paths[p])], couplings);
                momentPaths.Add(new MomentPath(p, l2, firstComponent[paths[p].InBlock], 2 * paths[p].L1 + 1));
                for (int m1 = 0; m1 <= 2 * paths[p].L1; m1++)
                {
                    rows.Add(new MomentRow(p, firstComponent[paths[p].InBlock] + m1));
                    MomentCount += 2 * l2 + 1;
                }
            }
        }

        RowStart[^1] = rows.Count;
        MomentStart[^1] = MomentCount;
        Rows = [.. rows];
        MomentPaths = [.. momentPaths];
        Couplings = [.. couplings.OrderBy(c => c.Message)];
    }

    /// <summary>Components per channel of the sender's features.</summary>
    public int FeatureComponents { get; }

    /// <summary>Components per channel of the message.</summary>
    public int MessageComponents { get; }

    /// <summary>Moments per channel.</summary>
    public int MomentCount { get; private set; }

    /// <summary>All rows.</summary>
    public MomentRow[] Rows { get; }

    /// <summary>The same rows by path, in their order.</summary>
    public MomentPath[] MomentPaths { get; }

    /// <summary>First row of each l2; five numbers.</summary>
    public int[] RowStart { get; }

    /// <summary>First moment of each l2; five numbers.</summary>
    public int[] MomentStart { get; }

    /// <summary>m[Message] += C·B[Moment], sorted by message.</summary>
    public Coupling[] Couplings { get; }

    // Row m1 of the path starts at moment first + m1·(2·l2+1).
    private static void AddCouplings(ConvPath path, int first, int message, List<Coupling> couplings)
    {
        int dim1 = 2 * path.L1 + 1, dim2 = 2 * path.L2 + 1, dim3 = 2 * path.L3 + 1;
        for (int m1 = 0; m1 < dim1; m1++)
        {
            for (int m2 = 0; m2 < dim2; m2++)
            {
                for (int m3 = 0; m3 < dim3; m3++)
                {
                    double c = path.W3j[(m1 * dim2 + m2) * dim3 + m3];
                    if (c != 0)
                        couplings.Add(new Coupling(message + m3, first + m1 * dim2 + m2, c));
                }
            }
        }
    }

    private static int MessageBlock(Interaction block, ConvPath path)
    {
        for (int b = 0; b < block.MessageIrreps.Blocks.Count; b++)
        {
            if (block.MessageIrreps.Offsets[b] == path.OutOffset)
                return b;
        }

        throw new InvalidOperationException("A convolution path writes outside the message's blocks.");
    }

    private static int[] Starts(IEnumerable<int> lengths)
    {
        var starts = new List<int> { 0 };
        foreach (int length in lengths)
            starts.Add(starts[^1] + length);
        return [.. starts];
    }
}

/// <summary>Moments R·x[Component]·Y with the radial function of column Radial.</summary>
internal readonly record struct MomentRow(int Radial, int Component);

/// <summary>All rows of one path: components FirstComponent, … with the radial function of column Radial.</summary>
internal readonly record struct MomentPath(int Radial, int L2, int FirstComponent, int Rows);

/// <summary>One Clebsch–Gordan coefficient.</summary>
internal readonly record struct Coupling(int Message, int Moment, double Value);
