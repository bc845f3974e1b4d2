namespace IonicMlff.Core.Neighbors;

/// <summary>
/// Sorts all rows of a list by sender with two stable counting sorts, O(entries): first all entries by sender, then these back
/// into their rows. A user of the list then walks through its per-atom arrays in one direction.
/// </summary>
internal sealed class SenderOrder
{
    private int[] _end = [];
    private int[] _free = [];
    private int[] _receiver = [];
    private int[] _image = [];

    /// <summary>Sorts.</summary>
    /// <param name="rowStart">First entry of each row, and the end of the last.</param>
    /// <param name="sender">Sender of each entry.</param>
    /// <param name="image">Image of each entry.</param>
    /// <param name="senderCount">Senders are below this number.</param>
    public void Sort(ReadOnlySpan<int> rowStart, Span<int> sender, Span<int> image, int senderCount)
    {
        int rows = rowStart.Length - 1;
        Grow(ref _end, senderCount + 1);
        Grow(ref _free, rows);
        Grow(ref _receiver, sender.Length);
        Grow(ref _image, sender.Length);

        // end[j]: first the beginning of sender j's entries; it moves to their end while they are placed, receivers ascending.
        Span<int> end = _end.AsSpan(0, senderCount + 1);
        end.Clear();
        foreach (int j in sender)
            end[j + 1]++;
        for (int j = 0; j < senderCount; j++)
            end[j + 1] += end[j];
        for (int i = 0; i < rows; i++)
        {
            for (int e = rowStart[i]; e < rowStart[i + 1]; e++)
            {
                int place = end[sender[e]]++;
                _receiver[place] = i;
                _image[place] = image[e];
            }
        }

        // Back into the rows, senders ascending.
        Span<int> free = _free.AsSpan(0, rows);
        rowStart[..rows].CopyTo(free);
        for (int j = 0, place = 0; j < senderCount; j++)
        {
            for (; place < end[j]; place++)
            {
                int e = free[_receiver[place]]++;
                sender[e] = j;
                image[e] = _image[place];
            }
        }
    }

    private static void Grow(ref int[] array, int count)
    {
        if (array.Length < count)
            array = new int[count + count / 2];
    }
}
