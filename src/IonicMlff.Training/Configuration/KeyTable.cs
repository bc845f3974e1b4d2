using IonicMlff.Data.Configuration;

namespace IonicMlff.Training.Configuration;

/// <summary>Short forms in which the tables of keys are written.</summary>
internal static class KeyTable
{
    /// <summary>A default of the paper on ionic liquids.</summary>
    public static ConfigDefault OfPaper(object? value, string? variant = null) => new(value, "paper", variant);

    /// <summary>A default of mace_run_train.</summary>
    public static ConfigDefault OfMace(object? value, string? variant = null) => new(value, "mace_run_train", variant);

    /// <summary>A default of DeePMD-kit.</summary>
    public static ConfigDefault OfDeepmd(object? value, string? variant = null) => new(value, "DeePMD-kit", variant);

    /// <summary>A default of this program.</summary>
    public static ConfigDefault Ours(object? value, string? variant = null) => new(value, "default", variant);

    public static ConfigKey Text(string path, string meaning, params ConfigDefault[] defaults) => new(path, ConfigKind.Text, meaning) { Defaults = defaults };

    public static ConfigKey Texts(string path, string meaning, params ConfigDefault[] defaults) => new(path, ConfigKind.Texts, meaning) { Defaults = defaults };

    public static ConfigKey Word(string path, string[] words, string meaning, params ConfigDefault[] defaults) =>
        new(path, ConfigKind.Word, meaning) { Words = words, Defaults = defaults };

    public static ConfigKey Flag(string path, string meaning, params ConfigDefault[] defaults) => new(path, ConfigKind.Flag, meaning) { Defaults = defaults };

    public static ConfigKey Number(string path, double least, double most, string unit, string meaning, params ConfigDefault[] defaults) =>
        new(path, ConfigKind.Number, meaning) { Least = least, Most = most, Unit = unit, Defaults = defaults };

    public static ConfigKey Numbers(string path, double least, double most, string unit, string meaning, params ConfigDefault[] defaults) =>
        new(path, ConfigKind.Numbers, meaning) { Least = least, Most = most, Unit = unit, Defaults = defaults };

    public static ConfigKey Whole(string path, long least, long most, string meaning, params ConfigDefault[] defaults) =>
        new(path, ConfigKind.Whole, meaning) { Least = least, Most = most, Defaults = defaults };

    public static ConfigKey Wholes(string path, long least, long most, string meaning, params ConfigDefault[] defaults) =>
        new(path, ConfigKind.Wholes, meaning) { Least = least, Most = most, Defaults = defaults };

    public static ConfigKey Any(string path, string meaning, params ConfigDefault[] defaults) => new(path, ConfigKind.Any, meaning) { Defaults = defaults };
}
