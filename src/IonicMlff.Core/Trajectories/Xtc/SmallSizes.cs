namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>
/// The step sizes of the compression: a displacement with each component in [-Size/2, Size/2) is written in Index bits, since
/// Size³ is about 2^Index. The numbers are part of the format: nearly 2^(Index/3), with the format's own roundings.
/// </summary>
internal static class SmallSizes
{
    /// <summary>Smallest index in use.</summary>
    public const int First = 9;

    /// <summary>Largest index in use: three numbers of 24 bits.</summary>
    public const int Last = 72;

    private static readonly int[] Sizes =
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 101, 128, 161, 203, 256, 322, 406, 512, 645, 812, 1024, 1290, 1625,
        2048, 2580, 3250, 4096, 5060, 6501, 8192, 10321, 13003, 16384, 20642, 26007, 32768, 41285, 52015, 65536, 82570, 104031, 131072, 165140,
        208063, 262144, 330280, 416127, 524287, 660561, 832255, 1048576, 1321122, 1664510, 2097152, 2642245, 3329021, 4194304, 5284491, 6658042,
        8388607, 10568983, 13316085, 16777216,
    ];

    /// <summary>Number of values of a component, 0 below <see cref="First"/>.</summary>
    public static int Size(int index) => Sizes[index];

    /// <summary>Half of it: what is added to a component to make it positive.</summary>
    public static int Half(int index) => Sizes[index] / 2;
}
