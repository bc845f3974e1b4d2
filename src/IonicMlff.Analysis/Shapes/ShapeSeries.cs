namespace IonicMlff.Analysis.Shapes;

/// <summary>Numbers of each molecule in each frame, as rows of a table: frame, molecule, numbers, class.</summary>
internal sealed class ShapeSeries(int molecules, int numbers)
{
    private readonly List<(double[] Values, int[] Classes)> _frames = [];

    /// <summary>Adds a frame; values of the molecules one after another.</summary>
    public void Add(double[] values, int[] classes) => _frames.Add((values, classes));

    /// <summary>Values of all molecules in all frames.</summary>
    public IEnumerable<(ReadOnlyMemory<double> Values, int Class)> All
    {
        get
        {
            foreach ((double[] values, int[] classes) in _frames)
            {
                for (int m = 0; m < molecules; m++)
                    yield return (values.AsMemory(m * numbers, numbers), classes[m]);
            }
        }
    }

    /// <summary>Rows of the table.</summary>
    public IEnumerable<double[]> Rows() => All.Select((row, k) => (double[])[k / molecules, k % molecules, .. row.Values.Span, row.Class]);

    /// <summary>One number of all molecules in all frames.</summary>
    public double[] Column(int number) => [.. All.Select(row => row.Values.Span[number])];
}
