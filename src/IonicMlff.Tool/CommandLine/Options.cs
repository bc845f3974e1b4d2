using System.CommandLine;
using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.CommandLine;

/// <summary>Makes options that refuse a wrong value with a sentence: name, value met, what was expected.</summary>
internal static class Options
{
    /// <summary>An option whose value is one of a few words.</summary>
    public static Option<string> Word(string name, string description, string standard, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            if (!words.Contains(value))
            {
                result.AddError($"{name} does not know '{value}'; did you mean '{NearestWord.To(value, words)}'? Known: {string.Join(", ", words)}.");
            }

            return value;
        },
    };

    /// <summary>An option whose values are some of a few words.</summary>
    public static Option<string[]> Words(string name, string description, params string[] words) => new(name)
    {
        Description = $"{description}: {string.Join(", ", words)}.",
        HelpName = string.Join('|', words) + " ...",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            string[] values = [.. result.Tokens.Select(t => t.Value)];
            if (values.FirstOrDefault(v => !words.Contains(v)) is { } wrong)
            {
                result.AddError($"{name} does not know '{wrong}'; did you mean '{NearestWord.To(wrong, words)}'? Known: {string.Join(", ", words)}.");
            }

            return values;
        },
    };

    /// <summary>An option whose value is a whole number in a range.</summary>
    public static Option<int?> Whole(string name, string helpName, string description, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) &&
                number >= least && number <= most)
            {
                return number;
            }

            string range = most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
            result.AddError($"{name} is '{value}', expected a whole number {range}.");
            return null;
        },
    };

    /// <summary>An option whose value is a finite number, optionally positive.</summary>
    public static Option<double?> Number(string name, string helpName, string description, bool positive = false) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) &&
                double.IsFinite(number) && (number > 0 || !positive))
            {
                return number;
            }

            result.AddError($"{name} is '{value}', expected a {(positive ? "positive " : "")}number.");
            return null;
        },
    };

    /// <summary>An option whose value is one or several finite numbers.</summary>
    public static Option<double[]?> Numbers(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var numbers = new List<double>();
            foreach (string value in result.Tokens.Select(t => t.Value))
            {
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                {
                    result.AddError($"{name} has '{value}', expected numbers.");
                    return null;
                }

                numbers.Add(number);
            }

            return [.. numbers];
        },
    };

    /// <summary>A text option.</summary>
    public static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.Zero,
    };

    /// <summary><c>--json</c>, the same on every command that reports numbers.</summary>
    public static Option<bool> Json() => Flag("--json", "Print one JSON object on standard output instead of text.");
}
