namespace IonicMlff.Reports.Figures;

/// <summary>What is drawn beside the data to read them by.</summary>
public abstract record Annotation;

/// <summary>A horizontal line at a value of y, e.g. an experimental value; its text goes into the legend.</summary>
public sealed record HorizontalLine(double Y, string Text = "") : Annotation;

/// <summary>A vertical line at a value of x, e.g. a cutoff or the start of a stage; its text goes into the legend.</summary>
public sealed record VerticalLine(double X, string Text = "") : Annotation;

/// <summary>The line y = x of a parity plot.</summary>
public sealed record Diagonal : Annotation;

/// <summary>A shaded range of x, e.g. a fit window; its text goes into the legend.</summary>
public sealed record VerticalBand(double From, double To, string Text = "") : Annotation;

/// <summary>A short text above the data, where it hides none of them, e.g. "RMSE 49.3 meV/Å".</summary>
public sealed record Note(string Text) : Annotation;
