namespace IonicMlff.Reports.Layout;

/// <summary>The map "viridis" (van der Walt and Smith 2015, CC0), by nine of its colours: even in lightness, safe for colour blindness.</summary>
internal static class ColourMap
{
    public static readonly string[] Anchors =
        ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];

    public static (byte R, byte G, byte B) At(double fraction)
    {
        double place = Math.Clamp(fraction, 0, 1) * (Anchors.Length - 1);
        int lower = Math.Min((int)place, Anchors.Length - 2);
        int a = Convert.ToInt32(Anchors[lower][1..], 16), b = Convert.ToInt32(Anchors[lower + 1][1..], 16);
        return (Mix(a >> 16, b >> 16, place - lower), Mix(a >> 8, b >> 8, place - lower), Mix(a, b, place - lower));
    }

    private static byte Mix(int a, int b, double t) => (byte)Math.Round((a & 255) + t * ((b & 255) - (a & 255)));
}
