using System.Globalization;
using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import;

/// <content>Texts and numbers.</content>
internal sealed partial class DpYaml
{
    private string PlainText() => Encoding.UTF8.GetString(PlainBytes(isFlow: false));

    private object? Plain(bool isFlow)
    {
        _scalars++;
        return Resolve(PlainBytes(isFlow));
    }

    /// <summary>An unquoted text up to ': ', ' #', the end of the line, or (in brackets) a comma or bracket.</summary>
    private ReadOnlySpan<byte> PlainBytes(bool isFlow)
    {
        int start = _at;
        for (; !IsAtEnd && Here is not ((byte)'\n' or (byte)'\r'); _at++)
        {
            byte c = Here;
            if (c == ':' && (Next is (byte)' ' or (byte)'\n' or (byte)'\r' || (isFlow && Next is (byte)',' or (byte)']' or (byte)'}')))
                break;
            if (c == '#' && _at > start && _text[_at - 1] == ' ')
                break;
            if (isFlow && c is (byte)',' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}')
                break;
        }

        int end = _at;
        while (end > start && _text[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        return end > start ? _text.AsSpan(start, end - start) : throw Bad("a value is expected");
    }

    /// <summary>A plain text may go on over further-indented lines.</summary>
    private object? Continued(object? first, int start, int parentIndent)
    {
        StringBuilder? text = null;
        while (true)
        {
            (int at, int line, int lineStart) = (_at, _line, _lineStart);
            int end = _at;
            SkipBlank();
            if (IsAtEnd || Column <= parentIndent || _line == line || IsEntry || Here == '#')
            {
                (_at, _line, _lineStart) = (at, line, lineStart);
                return text is null ? first : text.ToString();
            }

            text ??= new StringBuilder(Encoding.UTF8.GetString(_text.AsSpan(start, end - start)).Trim());
            text.Append(' ').Append(PlainText());
            if (Here == ':')
                throw Bad("an unexpected ':'");
        }
    }

    private string Quoted()
    {
        byte quote = Here;
        _at++;
        _scalars++;
        var bytes = new List<byte>();
        while (true)
        {
            if (IsAtEnd)
                throw Bad("a quoted text has no end; the file is truncated");

            byte c = _text[_at++];
            if (c == quote)
            {
                if (quote == '"' || Here != quote)
                    return Encoding.UTF8.GetString([.. bytes]);
                _at++;
                bytes.Add(quote);
            }
            else if (c == '\\' && quote == '"')
            {
                Escape(bytes);
            }
            else if (c == '\n')
            {
                NewLine();
                SkipSpaces();
                while (bytes.Count > 0 && bytes[^1] is (byte)' ' or (byte)'\r')
                    bytes.RemoveAt(bytes.Count - 1);
                bytes.Add((byte)' ');
            }
            else
            {
                bytes.Add(c);
            }
        }
    }

    private void Escape(List<byte> bytes)
    {
        byte c = Here;
        _at++;
        int digits = c switch { (byte)'x' => 2, (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
        if (digits > 0)
        {
            bool isCode = _at + digits <= _text.Length && int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out int code) && Rune.IsValid(code);
            if (!isCode)
                throw Bad("a damaged escape in a quoted text");
            bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(int.Parse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))));
            _at += digits;
            return;
        }

        bytes.Add(c switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' => (byte)'\r',
            (byte)'0' => 0,
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)' ' => c,
            _ => throw Bad($"the escape '\\{(char)c}' in a quoted text, which is not known"),
        });
    }

    private string Name()
    {
        int start = ++_at;
        while (!IsAtEnd && Here is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)',' or (byte)']' or (byte)'}'))
            _at++;
        return Encoding.UTF8.GetString(_text.AsSpan(start, _at - start));
    }

    private static object? Resolve(ReadOnlySpan<byte> text)
    {
        if (text[0] is >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'+' or (byte)'.')
        {
            if (text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
                return whole;
            const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            bool isDigits = text[^1] is >= (byte)'0' and <= (byte)'9' or (byte)'.';
            if (isDigits && double.TryParse(text, style, CultureInfo.InvariantCulture, out double number))
                return number;
        }

        string word = Encoding.UTF8.GetString(text);
        return word switch
        {
            "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            ".inf" or "+.inf" => double.PositiveInfinity,
            "-.inf" => double.NegativeInfinity,
            _ => word,
        };
    }
}
