using IonicMlff.Models.Dpmd.Definition;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>Rows R̃ = (w(r)·(1/q, d/q²) − average)/deviation of edges, q = r + protection, d the edge vector.</summary>
internal sealed class EnvironmentRows : IDisposable
{
    private readonly SectionTable sections;
    private readonly Tensor average, inverseDeviation, constants;

    public EnvironmentRows(SectionTable sections, ScalarType dtype, Device device)
    {
        this.sections = sections;
        average = DpmdTensors.Constant(sections.Average, [sections.RowCount, 4], dtype, device);
        inverseDeviation = DpmdTensors.Constant(sections.InverseDeviation, [sections.RowCount, 4], dtype, device);

        // what rectangles of slots are filled up with: a row of zeros, after the rows of empty slots where these are counted one by one
        double[] rows = [.. sections.IsUniform ? [] : Enumerable.Range(0, sections.RowCount).SelectMany(sections.EmptyRow), 0, 0, 0, 0];
        constants = DpmdTensors.Constant(rows, [rows.Length / 4, 4], dtype, device);
    }

    /// <summary>R̃ of all edges, and behind them the constant rows, [E + …, 4].</summary>
    /// <param name="vectors">d, Å, [E,3].</param>
    /// <param name="normalisation">Row of the averages of each edge, [E].</param>
    public Tensor Compute(Tensor vectors, Tensor normalisation)
    {
        EnvironmentMatrix matrix = sections.Matrix;
        Tensor r = (vectors * vectors).sum(1).sqrt();
        Tensor inverse = (matrix.Protection == 0 ? r : r + matrix.Protection).reciprocal();
        Tensor radial = Switch(r, matrix) * inverse;                                               // w/q
        Tensor raw = cat([radial.unsqueeze(1), (radial * inverse).unsqueeze(1) * vectors], 1);     // w/q, w·d/q²
        Tensor rows = (raw - average.index_select(0, normalisation)) * inverseDeviation.index_select(0, normalisation);
        return cat([rows, constants], 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        average.Dispose();
        inverseDeviation.Dispose();
        constants.Dispose();
    }

    // w = 1 + u³(−6u² + 15u − 10), u in [0, 1]
    private static Tensor Switch(Tensor r, EnvironmentMatrix matrix)
    {
        Tensor u = ((r - matrix.SwitchStart) * (1 / matrix.SwitchWidth)).clamp(0, 1);
        Tensor square = u * u;
        return square * u * (15 * u - 6 * square - 10) + 1;
    }
}
