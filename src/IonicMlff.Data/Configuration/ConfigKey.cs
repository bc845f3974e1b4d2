namespace IonicMlff.Data.Configuration;

/// <summary>What stands behind a key.</summary>
public enum ConfigKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>One or more texts.</summary>
    Texts,

    /// <summary>One of some words.</summary>
    Word,

    /// <summary>A real number.</summary>
    Number,

    /// <summary>One or more real numbers.</summary>
    Numbers,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>One or more whole numbers.</summary>
    Wholes,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Names of the user's choice with real numbers.</summary>
    NumberMap,

    /// <summary>Mappings in a list; their keys are described under <c>path[]</c>.</summary>
    List,

    /// <summary>A mapping; its keys are described under <c>path.</c>.</summary>
    Mapping,

    /// <summary>Anything; the reader looks at it by itself.</summary>
    Any,
}

/// <summary>A value that holds when the file gives none.</summary>
/// <param name="Value">As the reader gives it; null: none.</param>
/// <param name="Origin">Who says so: <c>default</c>, <c>paper</c>, <c>mace_run_train</c>, <c>DeePMD-kit</c>.</param>
/// <param name="Variant">Holds for this variant only; null: for all.</param>
public sealed record ConfigDefault(object? Value, string Origin = "default", string? Variant = null);

/// <summary>A key of a config file: what it may hold, what holds without it, what it means.</summary>
/// <param name="Path">Keys from the top, with dots; <c>[]</c> for the mappings of a list.</param>
/// <param name="Kind">What stands behind it.</param>
/// <param name="Meaning">One sentence, for <c>--explain</c> and editors.</param>
public sealed record ConfigKey(string Path, ConfigKind Kind, string Meaning)
{
    /// <summary>Values without the key, the first that fits the variant counts; none: see <see cref="IsRequired"/>.</summary>
    public IReadOnlyList<ConfigDefault> Defaults { get; init; } = [];

    /// <summary>Must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Smallest number.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Unit of the number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Known words.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Belongs to this variant only; null: to all.</summary>
    public string? Variant { get; init; }

    /// <summary>Understood, but without effect here, for this reason.</summary>
    public string? Ignored { get; init; }

    /// <summary>Refused for this reason, unless the value is the one of <see cref="Defaults"/>.</summary>
    public string? Refused { get; init; }

    /// <summary>Other names of the key.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What holds without the key.</summary>
    public ConfigDefault? DefaultFor(string? variant) => Defaults.FirstOrDefault(d => d.Variant is null || d.Variant == variant);
}

/// <summary>A value as it holds for a run.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Path">Path in the file, with indices of lists.</param>
/// <param name="Text">The value as text; <c>-</c>: none.</param>
/// <param name="Origin">Where it comes from: <c>line 12</c>, <c>default</c>, <c>paper</c>, …</param>
public sealed record ResolvedValue(ConfigKey Key, string Path, string Text, string Origin);
