using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Frames whose molecules differ from those of all other frames of the same atoms: one broke, or two grew together.</summary>
internal static class MoleculeChecks
{
    private const double Broken = 1.6; // of the sum of covalent radii; stretched bonds of hot liquids stay below 1.3
    private const int FewestFrames = 4;
    private const double MostOthers = 0.25;

    public static IEnumerable<Finding> Find(LabelledFrame[] all, FrameBonds bonds)
    {
        foreach (IGrouping<string, BondStretch> like in bonds.Of(all).GroupBy(s => FrameReading.Composition(s.Frame.Frame)))
        {
            (BondStretch Frame, string Formulas)[] frames = [.. like.Where(s => !s.Overlaps).Select(s => (s, s.Molecules.Formulas))];
            if (frames.Length < FewestFrames)
                continue;
            string usual = frames.CountBy(f => f.Formulas).MaxBy(c => c.Value).Key;
            (BondStretch Frame, string Formulas)[] others = [.. frames.Where(f => f.Formulas != usual)];
            if (others.Length == 0 || others.Length > MostOthers * frames.Length)
                continue;
            (BondStretch Frame, string Formulas)[] broken = [.. others.Where(f => f.Frame.MoleculesWithin(Broken).Formulas != usual)];
            if (broken.Length > 0)
            {
                yield return Finding.About("broken-molecule", true, $"{broken.Length} of {frames.Length} frames of {like.Key} have {broken[0].Formulas}, the others {usual}: a molecule is broken, or two have grown together. "
                    + "Labels of such geometries dominate the loss; leave them out unless reactions are wanted.", broken.Select(b => b.Frame.Frame));
            }
        }
    }
}
