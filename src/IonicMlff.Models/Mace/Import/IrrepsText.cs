using IonicMlff.Models.Equivariance;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Irreps from untrusted files: limits, comparison, and the products e3nn forms.</summary>
internal static class IrrepsText
{
    public const int MaxBlocks = 512;
    public const int MaxMul = 65536;
    public const int MaxL = 8;

    /// <summary>Irreps of a text, or null when it is none or unreasonably large.</summary>
    public static Irreps? TryParse(string text)
    {
        if (text.Length > 4096)
        {
            return null;
        }

        try
        {
            var irreps = Irreps.Parse(text);
            return irreps.Blocks.Count <= MaxBlocks && irreps.Blocks.All(b => b.Mul <= MaxMul && b.L <= MaxL) ? irreps : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Neighbouring blocks of the same irrep merged, empty blocks dropped (e3nn's simplify).</summary>
    public static Irreps Simplify(Irreps irreps)
    {
        var blocks = new List<IrrepBlock>();
        foreach (IrrepBlock b in irreps.Blocks)
        {
            if (b.Mul == 0)
            {
                continue;
            }

            if (blocks.Count > 0 && blocks[^1].SameIrrep(b))
            {
                blocks[^1] = b with { Mul = blocks[^1].Mul + b.Mul };
            }
            else
            {
                blocks.Add(b);
            }
        }

        return new Irreps(blocks);
    }

    public static bool Same(Irreps a, Irreps b) => a.Blocks.SequenceEqual(b.Blocks);

    /// <summary>Edge attributes: one copy of each degree.</summary>
    public static IrrepBlock Harmonic(int l, bool even) => new(1, l, even || l % 2 == 0 ? 1 : -1);

    /// <summary>e3nn's order of irreps: degree, then odd before even.</summary>
    public static int Rank(int l, int parity) => 2 * l + (parity > 0 ? 1 : 0);
}
