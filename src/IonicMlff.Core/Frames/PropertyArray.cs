namespace IonicMlff.Core.Frames;

/// <summary>Type of the elements of a <see cref="PropertyArray"/>; the letters of extended XYZ.</summary>
public enum PropertyKind
{
    /// <summary>S: text.</summary>
    Text,

    /// <summary>I: integers.</summary>
    Integer,

    /// <summary>R: reals.</summary>
    Real,

    /// <summary>L: logicals.</summary>
    Logical,
}

/// <summary>
/// A named quantity's values: one number, a vector, a matrix (row-major), or one row per atom. Immutable but for its arrays'
/// entries.
/// </summary>
public sealed class PropertyArray
{
    private PropertyArray(PropertyKind kind, Array data, int[] shape, string? written = null)
    {
        Kind = kind;
        Data = data;
        Shape = shape;
        Written = written;
    }

    /// <summary>Type of the elements.</summary>
    public PropertyKind Kind { get; }

    /// <summary>Empty: a single value; otherwise the length of each dimension.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements: <c>double[]</c>, <c>long[]</c>, <c>bool[]</c> or <c>string[]</c>.</summary>
    public Array Data { get; }

    /// <summary>
    /// The text it was read from, with quotes or brackets, so that it can be written back as it was; null when it was made in
    /// memory.
    /// </summary>
    public string? Written { get; }

    /// <summary>True when reals or integers are held.</summary>
    public bool IsNumeric => Kind is PropertyKind.Real or PropertyKind.Integer;

    /// <summary>Elements per atom of a column (1 for a vector of one value per atom).</summary>
    public int Width => Shape.Count > 1 ? Shape[1] : 1;

    /// <summary>A single real.</summary>
    public static PropertyArray Of(double value) => new(PropertyKind.Real, new[] { value }, []);

    /// <summary>A single integer.</summary>
    public static PropertyArray Of(long value) => new(PropertyKind.Integer, new[] { value }, []);

    /// <summary>A single logical.</summary>
    public static PropertyArray Of(bool value) => new(PropertyKind.Logical, new[] { value }, []);

    /// <summary>A single text.</summary>
    public static PropertyArray Of(string value) => new(PropertyKind.Text, new[] { value }, []);

    /// <summary>A vector of reals.</summary>
    public static PropertyArray Of(double[] values) => new(PropertyKind.Real, values, [values.Length]);

    /// <summary>A vector of integers.</summary>
    public static PropertyArray Of(long[] values) => new(PropertyKind.Integer, values, [values.Length]);

    /// <summary>A vector of logicals.</summary>
    public static PropertyArray Of(bool[] values) => new(PropertyKind.Logical, values, [values.Length]);

    /// <summary>A vector of texts.</summary>
    public static PropertyArray Of(string[] values) => new(PropertyKind.Text, values, [values.Length]);

    /// <summary>One row of <paramref name="width"/> elements per atom.</summary>
    /// <exception cref="ArgumentException">
    /// The length is not a multiple of the width, or the type is not one of the four.
    /// </exception>
    public static PropertyArray PerAtom(Array data, int width)
    {
        if (width < 1 || data.Length % width != 0)
            throw new ArgumentException($"{data.Length} elements are not rows of {width}.", nameof(width));
        int rows = data.Length / width;
        return new(KindOf(data), data, width == 1 ? [rows] : [rows, width]);
    }

    /// <summary>As read from a file: the values and the text they were.</summary>
    internal static PropertyArray Read(Array data, int[] shape, string? written) => new(KindOf(data), data, shape, written);

    /// <summary>The elements as reals (integers are converted); null when they are not numbers.</summary>
    public double[]? AsReals() => Data switch
    {
        double[] reals => reals,
        long[] integers => Array.ConvertAll(integers, i => (double)i),
        _ => null,
    };

    /// <summary>The single number held; null when it is not one number.</summary>
    public double? AsReal() => Data.Length == 1 && AsReals() is { } values ? values[0] : null;

    /// <summary>The single text held, or what the value was read from; null for other values made in memory.</summary>
    public string? AsText() => Shape.Count == 0 && Data is string[] texts ? texts[0] : Written?.Trim('"', '\'');

    private static PropertyKind KindOf(Array data) => data switch
    {
        double[] => PropertyKind.Real,
        long[] => PropertyKind.Integer,
        bool[] => PropertyKind.Logical,
        string[] => PropertyKind.Text,
        _ => throw new ArgumentException($"{data.GetType().Name} is none of double[], long[], bool[], string[].", nameof(data)),
    };
}
