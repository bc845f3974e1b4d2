using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Bonds of frames, found once for all checks of a census.</summary>
internal sealed class FrameBonds
{
    private readonly Dictionary<object, BondStretch> ofFrame = new(ReferenceEqualityComparer.Instance);

    public FrameBonds(IEnumerable<LabelledFrame> frames)
    {
        foreach (BondStretch bonds in BondStretch.Of(frames.Where(f => f.Count > 1)))
            ofFrame[bonds.Frame] = bonds;
    }

    /// <summary>Those of frames of more than one atom.</summary>
    public BondStretch[] Of(IEnumerable<LabelledFrame> frames) => [.. frames.Select(f => ofFrame.GetValueOrDefault(f)).OfType<BondStretch>()];
}
