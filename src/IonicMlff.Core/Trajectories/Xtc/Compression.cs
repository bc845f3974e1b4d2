namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>
/// Coordinates to compressed bits, see <see cref="Decompression"/>. The choices that the format leaves to the writer (where to begin
/// with the step size, when to change it) are those of GROMACS, so the bytes are the same.
/// </summary>
internal sealed class Compression
{
    private const int MostDisplaced = 8;
    private const int StepSizesAbove = 8;
    private readonly int[] _displacements = new int[3 * MostDisplaced];

    /// <summary>The bits, valid until the next frame.</summary>
    public BitWriter Bits { get; } = new();

    /// <summary>Smallest and largest coordinate of the last frame per axis.</summary>
    public int[] Min { get; } = new int[3];

    public int[] Max { get; } = new int[3];

    /// <summary>The step size that the last frame begins with.</summary>
    public int FirstSmallIndex { get; private set; }

    /// <summary>Compresses the coordinates (three per atom); exchanges some of them in place. False when they span more than 31 bits.</summary>
    public bool Encode(Span<int> coordinates)
    {
        Bits.Clear();
        FindRange(coordinates);
        for (int axis = 0; axis < 3; axis++)
        {
            if ((long)Max[axis] - Min[axis] >= int.MaxValue - 2)
                return false;
        }

        var range = new CoordinateRange(Min, Max);
        int small = FirstSmallIndex = FirstStepSize(coordinates);
        int largest = Math.Min(SmallSizes.Last, small + StepSizesAbove), smallest = largest - StepSizesAbove;
        int reach = SmallSizes.Half(largest);
        int before = -1;
        for (int at = 0; at < coordinates.Length;)
        {
            int change = small < largest && at > 0 && Within(coordinates, at - 3, at, reach) ? 1 : small > smallest ? -1 : 0;
            int half = SmallSizes.Half(small);
            bool near = Within(coordinates, at, at + 3, half);
            if (near)
                Exchange(coordinates, at);
            range.Write(Bits, coordinates[at], coordinates[at + 1], coordinates[at + 2]);
            if (!near && change < 0)
                change = 0;

            int count = 0;
            int smaller = SmallSizes.Half(Math.Max(SmallSizes.First, small - 1));
            for (at += 3; near && count < 3 * MostDisplaced; at += 3)
            {
                int dx = coordinates[at] - coordinates[at - 3], dy = coordinates[at + 1] - coordinates[at - 2], dz = coordinates[at + 2] - coordinates[at - 1];
                // In 32 bits, as GROMACS computes it: for steps beyond 26 nm this wraps, which costs a bit but not the positions.
                if (change < 0 && unchecked(dx * dx + dy * dy + dz * dz >= smaller * smaller))
                    change = 0;
                (_displacements[count], _displacements[count + 1], _displacements[count + 2]) = (dx + half, dy + half, dz + half);
                count += 3;
                near = Within(coordinates, at, at + 3, half);
            }

            WriteDisplacements(count, ref before, change, small);
            small += change;
        }

        return true;
    }

    private void WriteDisplacements(int count, ref int before, int change, int small)
    {
        bool word = count != before || change != 0;
        Bits.Write(word ? 1u : 0u, 1);
        if (word)
            Bits.Write((uint)(count + change + 1), 5);
        before = count;
        uint size = (uint)SmallSizes.Size(small);
        for (int k = 0; k < count; k += 3)
            Bits.WriteTriple(small, size, size, _displacements[k], _displacements[k + 1], _displacements[k + 2]);
    }

    // The first step size not below the smallest displacement (sum over axes) between atoms that follow each other.
    private static int FirstStepSize(ReadOnlySpan<int> x)
    {
        long least = int.MaxValue;
        for (int at = 3; at < x.Length; at += 3)
            least = Math.Min(least, Math.Abs((long)x[at] - x[at - 3]) + Math.Abs((long)x[at + 1] - x[at - 2]) + Math.Abs((long)x[at + 2] - x[at - 1]));
        int index = SmallSizes.First;
        while (index < SmallSizes.Last && SmallSizes.Size(index) < least)
            index++;
        return index;
    }

    private static bool Within(ReadOnlySpan<int> x, int a, int b, int reach) => b < x.Length
        && Math.Abs((long)x[a] - x[b]) < reach && Math.Abs((long)x[a + 1] - x[b + 1]) < reach && Math.Abs((long)x[a + 2] - x[b + 2]) < reach;

    private static void Exchange(Span<int> x, int at)
    {
        for (int axis = 0; axis < 3; axis++)
            (x[at + axis], x[at + 3 + axis]) = (x[at + 3 + axis], x[at + axis]);
    }

    private void FindRange(ReadOnlySpan<int> x)
    {
        Min.AsSpan().Fill(int.MaxValue);
        Max.AsSpan().Fill(int.MinValue);
        for (int i = 0; i < x.Length; i++)
        {
            int axis = i % 3;
            Min[axis] = Math.Min(Min[axis], x[i]);
            Max[axis] = Math.Max(Max[axis], x[i]);
        }
    }
}
