namespace IonicMlff.Models.Mace.Reference;

/// <summary>Rows of numbers, one per atom or edge; grows when needed and is kept: repeated calls allocate nothing.</summary>
internal sealed class RowBuffer(int width)
{
    private double[] numbers = [];

    /// <summary>Numbers per row.</summary>
    public int Width => width;

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    /// <summary>All rows in use, one after another.</summary>
    public Span<double> All => numbers.AsSpan(0, Count * width);

    /// <summary>One row.</summary>
    public Span<double> this[int row] => numbers.AsSpan(row * width, width);

    /// <summary>Makes room for <paramref name="count"/> rows of undefined content.</summary>
    public void Resize(int count)
    {
        int needed = checked(count * width);
        if (needed > numbers.Length)
            numbers = new double[Math.Max(needed, (int)Math.Min(Array.MaxLength, numbers.Length * 3L / 2))];
        Count = count;
    }

    /// <summary>Makes <paramref name="count"/> rows of zeros.</summary>
    public void Clear(int count)
    {
        Resize(count);
        All.Clear();
    }
}
