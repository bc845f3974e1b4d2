namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>
/// Coordinates from compressed bits. A group is one atom in full, then 0 to 8 atoms as small displacements, each from the one before;
/// the first two atoms of a group with displacements are exchanged (in water the oxygen then is the origin of both hydrogens).
/// After the full atom one bit says whether five more follow: number of displacements and whether the displacements of the next groups
/// are written larger or smaller; without them the number is that of the group before.
/// </summary>
internal static class Decompression
{
    /// <summary>Fills <paramref name="coordinates"/> (three per atom); null, or what is wrong with the bits.</summary>
    public static string? Decode(BitReader bits, in CoordinateRange range, int smallIndex, Span<int> coordinates)
    {
        int displaced = 0;
        for (int at = 0; at < coordinates.Length;)
        {
            range.Read(ref bits, out int x, out int y, out int z);
            int change = 0;
            if (bits.Read(1) != 0)
            {
                int word = (int)bits.Read(5);
                change = word % 3 - 1;
                displaced = word / 3;
            }

            if (bits.PastEnd)
                return "the compressed coordinates end early";
            if (displaced > 8 || at + 3 * (displaced + 1) > coordinates.Length)
                return "the compressed coordinates hold more atoms than the frame";
            if (displaced == 0)
            {
                Put(coordinates, at, x, y, z);
                at += 3;
            }
            else
            {
                uint size = (uint)SmallSizes.Size(smallIndex);
                int half = (int)size / 2;
                for (int k = 0; k < displaced; k++)
                {
                    bits.ReadTriple(smallIndex, size, size, out int dx, out int dy, out int dz);
                    (int px, int py, int pz) = (x, y, z);
                    (x, y, z) = (x + dx - half, y + dy - half, z + dz - half);
                    Put(coordinates, at, x, y, z);
                    at += 3;
                    if (k == 0)
                    {
                        // The atom written in full is the second one, and the origin of what follows is the first.
                        Put(coordinates, at, px, py, pz);
                        at += 3;
                    }
                }

                if (bits.PastEnd)
                    return "the compressed coordinates end early";
            }

            smallIndex += change;
            if (smallIndex is < SmallSizes.First or > SmallSizes.Last)
                return $"the compressed coordinates ask for the step size {smallIndex}; {SmallSizes.First} to {SmallSizes.Last} exist";
        }

        return null;
    }

    private static void Put(Span<int> coordinates, int at, int x, int y, int z)
    {
        Span<int> atom = coordinates.Slice(at, 3);
        (atom[0], atom[1], atom[2]) = (x, y, z);
    }
}
