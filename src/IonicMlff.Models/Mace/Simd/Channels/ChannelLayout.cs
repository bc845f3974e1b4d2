namespace IonicMlff.Models.Mace.Simd.Channels;

/// <summary>
/// Rows of channels in registers: a feature row is [channel block, component, lane]; the last block is padded with zeros.
/// </summary>
internal readonly record struct ChannelLayout(int Channels, int Lanes)
{
    /// <summary>Registers per component.</summary>
    public int Blocks => (Channels + Lanes - 1) / Lanes;

    /// <summary>Numbers in a row of the given number of components.</summary>
    public int RowLength(int components) => Blocks * components * Lanes;

    /// <summary>Place of a number in such a row.</summary>
    public int Index(int channel, int component, int components) => (channel / Lanes * components + component) * Lanes + channel % Lanes;
}
