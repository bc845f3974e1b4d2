namespace IonicMlff.Reports.Figures;

/// <summary>How values are laid out along an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equally long.</summary>
    Linear,

    /// <summary>Equal ratios are equally long; values that are not positive can't be drawn and are left out.</summary>
    Logarithmic,
}

/// <summary>An axis: what is drawn along it, in which unit, and its range.</summary>
/// <param name="Label">The quantity, e.g. "force (DFT)".</param>
/// <param name="Unit">Its unit, e.g. "eV/Å"; empty only for a pure number, see <see cref="Number"/>.</param>
public sealed record Axis(string Label, string Unit)
{
    /// <summary>Linear or logarithmic.</summary>
    public AxisScale Scale { get; init; } = AxisScale.Linear;

    /// <summary>Where the axis begins, in <see cref="Unit"/>; null: at the data.</summary>
    public double? Min { get; init; }

    /// <summary>Where the axis ends, in <see cref="Unit"/>; null: at the data.</summary>
    public double? Max { get; init; }

    /// <summary>Names instead of numbers (bars): the value i is drawn at category i.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>An axis of a quantity without unit: counts, probabilities, steps.</summary>
    public static Axis Number(string label) => new(label, "");

    /// <summary>An axis of names.</summary>
    public static Axis Of(string label, IReadOnlyList<string> categories) => new(label, "") { Categories = categories };

    /// <summary>The text beside the axis: "label (unit)", or "label" for a pure number.</summary>
    public string Title => Unit.Length == 0 ? Label : $"{Label} ({Unit})";

    internal bool IsLogarithmic => Scale == AxisScale.Logarithmic;
}
