using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Training.Randomness;

/// <summary>
/// Everything that decides what a <see cref="SeededGenerator"/> gives next; saved in checkpoints. As text: four words of 16 hexadecimal
/// digits and, where a normal deviate waits, its bits.
/// </summary>
public readonly record struct GeneratorState(ulong S0, ulong S1, ulong S2, ulong S3, double? WaitingNormal)
{
    /// <summary>Words of 16 hexadecimal digits; <see cref="Parse"/> reads them back to the last bit.</summary>
    public override string ToString()
    {
        string words = string.Create(CultureInfo.InvariantCulture, $"{S0:x16} {S1:x16} {S2:x16} {S3:x16}");
        return WaitingNormal is { } normal ? string.Create(CultureInfo.InvariantCulture, $"{words} {BitConverter.DoubleToUInt64Bits(normal):x16}") : words;
    }

    /// <summary>The state that <see cref="ToString"/> wrote.</summary>
    /// <exception cref="IlmlffException">The text is something else.</exception>
    public static GeneratorState Parse(string text)
    {
        string[] parts = text.Split(' ');
        var words = new ulong[parts.Length];
        bool isRead = parts.Length is 4 or 5;
        for (int k = 0; isRead && k < parts.Length; k++)
            isRead = parts[k].Length == 16 && ulong.TryParse(parts[k], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out words[k]);
        if (!isRead || (words[0] | words[1] | words[2] | words[3]) == 0)
        {
            throw IlmlffException.BadData(
                $"'{Quote.Short(text)}' is not the state of a random number generator; expected 4 or 5 words of 16 hexadecimal digits, not all zero. The checkpoint is damaged.");
        }

        return new(words[0], words[1], words[2], words[3], words.Length == 5 ? BitConverter.UInt64BitsToDouble(words[4]) : null);
    }
}
