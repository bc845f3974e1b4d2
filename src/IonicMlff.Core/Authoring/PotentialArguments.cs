using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// The words a user writes behind a potential of their own, as <c>name value</c> pairs: in LAMMPS behind the elements of
/// <c>pair_coeff</c> (<c>pair_coeff * * Ar epsilon 0.0103 sigma 3.4</c>), in OpenMM as keyword arguments. The constructor of the
/// potential asks for the names it knows; a word it never asked for is refused with the nearest one it did.
/// </summary>
public sealed class PotentialArguments
{
    private readonly Dictionary<string, string> values = [];
    private readonly List<string> known = [];

    /// <summary>No words.</summary>
    public static PotentialArguments None => new([]);

    /// <summary>Words as they were written.</summary>
    /// <exception cref="IlmlffException">A name has no value, or comes twice.</exception>
    public PotentialArguments(IReadOnlyList<string> words)
    {
        Words = words;
        if (words.Count % 2 != 0)
        {
            throw IlmlffException.Usage(
                $"'{Quote.Short(words[^1])}' has no value: the words for the potential are pairs of a name and a value, e.g. 'epsilon 0.0103 sigma 3.4'.");
        }

        for (int k = 0; k < words.Count; k += 2)
        {
            if (!values.TryAdd(words[k], words[k + 1]))
                throw IlmlffException.Usage($"'{Quote.Short(words[k])}' is given twice for the potential; give it once.");
        }
    }

    /// <summary>All words in order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="whenAbsent">Its value where the user gives none; null: it has to be given.</param>
    /// <exception cref="IlmlffException">It is missing, or is not a finite number.</exception>
    public double Number(string name, double? whenAbsent = null)
    {
        if (Find(name) is not { } text)
            return whenAbsent ?? throw Missing(name, "a number");
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return value;
        throw IlmlffException.Usage($"'{name} {Quote.Short(text)}': a number is expected.");
    }

    /// <summary>A number above zero.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="whenAbsent">Its value where the user gives none; null: it has to be given.</param>
    /// <exception cref="IlmlffException">It is missing, or is not a positive number.</exception>
    public double Positive(string name, double? whenAbsent = null)
    {
        double value = Number(name, whenAbsent);
        return value > 0 ? value
            : throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"'{name} {value}': a number above 0 is expected."));
    }

    /// <summary>A word.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="whenAbsent">Its value where the user gives none; null: it has to be given.</param>
    /// <exception cref="IlmlffException">It is missing.</exception>
    public string Text(string name, string? whenAbsent = null) => Find(name) ?? whenAbsent ?? throw Missing(name, "a value");

    /// <summary>Refuses words that nobody asked for; the loader calls this when the potential has been made.</summary>
    /// <exception cref="IlmlffException">There is such a word.</exception>
    public void RefuseUnknown()
    {
        foreach (string name in values.Keys.Where(n => !known.Contains(n)))
        {
            throw IlmlffException.Usage(known.Count == 0
                ? $"'{Quote.Short(name)}': the potential takes no words of its own."
                : $"'{Quote.Short(name)}' is unknown to the potential; did you mean '{NearestWord.To(name, known)}'? It knows: {string.Join(", ", known)}.");
        }
    }

    private string? Find(string name)
    {
        if (!known.Contains(name))
            known.Add(name);
        return values.GetValueOrDefault(name);
    }

    private static IlmlffException Missing(string name, string what) =>
        IlmlffException.Usage($"The potential needs '{name}', {what}; write '{name} VALUE' behind the elements (LAMMPS) or {name}=VALUE (OpenMM).");
}
