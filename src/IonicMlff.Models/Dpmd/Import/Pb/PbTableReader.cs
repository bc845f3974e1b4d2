using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Reads the tables of a compressed graph: inputs 0 and 1 of the operations TabulateFusionSeA.</summary>
internal sealed class PbTableReader(TensorGraph graph)
{
    private const int MaxWidth = 1 << 16;

    /// <summary>True when a table is looked up in float32.</summary>
    public bool IsFloat32 { get; private set; }

    /// <summary>One table: [rows, 6·M1], and [lower, upper, max, fine step, coarse step, check].</summary>
    public EmbeddingNet Read(GraphNode operation)
    {
        GraphNode data = Input(operation, 0, "table"), info = Input(operation, 1, "ranges");
        GraphTensor tensor = graph.Tensor(data);
        double[] range = graph.Doubles(info, 6);
        (double lower, double upper, double max, double fine, double coarse) = (range[0], range[1], range[2], range[3], range[4]);
        long width = operation.Integer("last_layer_size");
        double rows = (upper - lower) / fine + (max - upper) / coarse;
        if (!(fine > 0 && coarse > 0 && lower <= upper && upper <= max) || tensor.Shape is not [var stored, var columns] || stored != Math.Truncate(rows)
            || stored < 1 || width is < 1 or > MaxWidth || columns != 6 * width)
        {
            throw graph.Bad(FormattableString.Invariant(
                $"{Quote.Short(operation.Name)}: the table '{Quote.Short(data.Name)}' of shape ({tensor.ShownShape}) does not fit its ranges, ")
                + FormattableString.Invariant($"which need {Math.Truncate(rows)} rows of 6·{width} numbers. The file is damaged."));
        }

        IsFloat32 |= (GraphType)operation.Integer("T") == GraphType.Float32 || tensor.Type == GraphType.Float32;
        return new EmbeddingNet
        {
            Width = (int)width,
            Table = new CompressedTable
            {
                Lower = lower,
                Upper = upper,
                Max = max,
                Stride0 = fine,
                Stride1 = coarse,
                Coefficients = graph.Doubles(data),
            },
        };
    }

    private GraphNode Input(GraphNode operation, int index, string what) =>
        (operation.Inputs.Count > index ? graph.ConstantBehind(operation.Inputs[index]) : null)
            ?? throw graph.Bad($"the {what} of '{Quote.Short(operation.Name)}' ({operation.Op}) is missing. The file is damaged.");
}
