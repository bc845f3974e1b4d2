namespace IonicMlff.Analysis.Clusters;

/// <summary>An oxygen of a TFSI ion near a lithium ion.</summary>
/// <param name="Li">Number of the lithium ion among its kind.</param>
/// <param name="Tfsi">Number of the TFSI ion among its kind.</param>
/// <param name="Distance">Å.</param>
public readonly record struct OxygenContact(int Li, int Tfsi, double Distance);

/// <summary>What is around the lithium ions in one frame. Pairs of ions are numbered Li·(number of TFSI) + TFSI, in ascending order.</summary>
/// <param name="Oxygens">Oxygens in reach, ordered by pair.</param>
/// <param name="ByNitrogen">Pairs with N of TFSI within the cutoff of centres.</param>
/// <param name="ByCenter">Pairs with the centre of mass of TFSI within it.</param>
/// <param name="NitrogenMargin">How near any Li-N distance comes to that cutoff, Å.</param>
/// <param name="CenterMargin">How near any distance of the centres of mass comes to it, Å.</param>
/// <param name="Volume">Å³; nan without a cell.</param>
public sealed record LiShell(OxygenContact[] Oxygens, int[] ByNitrogen, int[] ByCenter, double NitrogenMargin, double CenterMargin, double Volume);

/// <summary>Coordination of each lithium ion by oxygens within a cutoff.</summary>
/// <param name="Oxygens">Oxygens per Li.</param>
/// <param name="Tfsi">TFSI with at least one of them, per Li.</param>
/// <param name="Mono">TFSI with exactly one, per Li.</param>
/// <param name="Bi">TFSI with exactly two, per Li.</param>
/// <param name="More">Pairs with more than two.</param>
/// <param name="Pairs">Pairs with at least one, ascending.</param>
public sealed record Coordination(int[] Oxygens, int[] Tfsi, int[] Mono, int[] Bi, int More, int[] Pairs)
{
    /// <summary>Counts the contacts below a cutoff (strictly).</summary>
    public static Coordination Of(LiShell shell, double cutoff, int lithium, int tfsi)
    {
        int[] o = new int[lithium], t = new int[lithium], mono = new int[lithium], bi = new int[lithium];
        var pairs = new List<int>();
        int more = 0;
        OxygenContact[] all = shell.Oxygens;
        for (int k = 0; k < all.Length;)
        {
            int li = all[k].Li, ion = all[k].Tfsi, count = 0;
            for (; k < all.Length && all[k].Li == li && all[k].Tfsi == ion; k++)
                count += all[k].Distance < cutoff ? 1 : 0;
            if (count == 0)
                continue;
            o[li] += count;
            t[li]++;
            mono[li] += count == 1 ? 1 : 0;
            bi[li] += count == 2 ? 1 : 0;
            more += count > 2 ? 1 : 0;
            pairs.Add(li * tfsi + ion);
        }

        return new(o, t, mono, bi, more, [.. pairs]);
    }
}
