using System.Globalization;

namespace IonicMlff.Models.Equivariance;

/// <summary>One block of an irreps string, <c>16x1o</c>: multiplicity, degree l, parity ±1.</summary>
public readonly record struct IrrepBlock(int Mul, int L, int Parity)
{
    /// <summary>Components of one copy, 2l+1.</summary>
    public int IrrepDim => 2 * L + 1;

    /// <summary>Numbers in the block, mul·(2l+1).</summary>
    public int Dim => Mul * IrrepDim;

    /// <summary>True when degree and parity agree (multiplicities may differ).</summary>
    public bool SameIrrep(IrrepBlock other) => L == other.L && Parity == other.Parity;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mul}x{L}{(Parity > 0 ? 'e' : 'o')}");
}

/// <summary>
/// Ordered list of irrep blocks. Layout of a feature vector: blocks one after another, inside a block mul-major,
/// <c>x[offset + u·(2l+1) + m]</c>.
/// </summary>
public sealed class Irreps
{
    /// <summary>Irreps from blocks in order.</summary>
    public Irreps(IEnumerable<IrrepBlock> blocks)
    {
        Blocks = [.. blocks];
        var offsets = new int[Blocks.Count];
        int offset = 0;
        for (int b = 0; b < Blocks.Count; b++)
        {
            offsets[b] = offset;
            offset += Blocks[b].Dim;
        }

        Offsets = offsets;
        Dim = offset;
    }

    /// <summary>The blocks in order.</summary>
    public IReadOnlyList<IrrepBlock> Blocks { get; }

    /// <summary>First number of each block.</summary>
    public IReadOnlyList<int> Offsets { get; }

    /// <summary>Numbers in all blocks.</summary>
    public int Dim { get; }

    /// <summary>Parses <c>16x0e+16x1o</c> (a missing multiplicity is 1).</summary>
    /// <exception cref="FormatException">The text is not an irreps string.</exception>
    public static Irreps Parse(string text)
    {
        var blocks = new List<IrrepBlock>();
        foreach (string part in text.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int x = part.IndexOf('x', StringComparison.Ordinal);
            string irrep = x < 0 ? part : part[(x + 1)..];
            int mul = x < 0 ? 1 : int.Parse(part[..x], NumberStyles.None, CultureInfo.InvariantCulture);
            if (irrep.Length < 2 || irrep[^1] is not ('e' or 'o'))
            {
                throw new FormatException($"'{part}' is not an irrep such as 16x0e or 1o.");
            }

            blocks.Add(new IrrepBlock(mul, int.Parse(irrep[..^1], NumberStyles.None, CultureInfo.InvariantCulture), irrep[^1] == 'e' ? 1 : -1));
        }

        return new Irreps(blocks);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("+", Blocks);
}
