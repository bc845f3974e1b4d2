namespace IonicMlff.Core.Frames;

/// <summary>
/// The values of one group of columns while atoms are read; grows with the lines, not with what the file promises.
/// </summary>
internal sealed class ColumnValues
{
    private double[] _reals = [];
    private long[] _integers = [];
    private bool[] _logicals = [];
    private string[] _texts = [];
    private int _count;

    public ColumnValues(ColumnGroup group) => Group = group;

    public ColumnGroup Group { get; }

    /// <summary>What the values should be, for messages.</summary>
    public string Expected => Group.Kind switch
    {
        PropertyKind.Real => "a number",
        PropertyKind.Integer => "an integer",
        PropertyKind.Logical => "T or F",
        _ => "a word",
    };

    /// <summary>Adds one word; false when it is not of the column's type.</summary>
    public bool TryAdd(ReadOnlySpan<char> word)
    {
        if (_count == Capacity)
            Grow((int)Math.Clamp(2L * _count, 4, Array.MaxLength));
        bool good = true;
        switch (Group.Kind)
        {
            case PropertyKind.Real:
                good = NumberText.TryReal(word, out _reals[_count]);
                break;
            case PropertyKind.Integer:
                good = NumberText.TryInteger(word, out _integers[_count]);
                break;
            case PropertyKind.Logical:
                good = NumberText.TryLogical(word, out _logicals[_count]);
                break;
            default:
                _texts[_count] = word.ToString();
                break;
        }

        _count += good ? 1 : 0;
        return good;
    }

    /// <summary>The value added last.</summary>
    public double LastReal => _reals[_count - 1];

    /// <summary>The value added last.</summary>
    public long LastInteger => _integers[_count - 1];

    /// <summary>All values.</summary>
    public Array ToArray() => Group.Kind switch
    {
        PropertyKind.Real => Trimmed(_reals),
        PropertyKind.Integer => Trimmed(_integers),
        PropertyKind.Logical => Trimmed(_logicals),
        _ => Trimmed(_texts),
    };

    private int Capacity => Group.Kind switch
    {
        PropertyKind.Real => _reals.Length,
        PropertyKind.Integer => _integers.Length,
        PropertyKind.Logical => _logicals.Length,
        _ => _texts.Length,
    };

    private void Grow(int capacity)
    {
        switch (Group.Kind)
        {
            case PropertyKind.Real:
                Array.Resize(ref _reals, capacity);
                break;
            case PropertyKind.Integer:
                Array.Resize(ref _integers, capacity);
                break;
            case PropertyKind.Logical:
                Array.Resize(ref _logicals, capacity);
                break;
            default:
                Array.Resize(ref _texts, capacity);
                break;
        }
    }

    private T[] Trimmed<T>(T[] values) => values.Length == _count ? values : values.AsSpan(0, _count).ToArray();
}
