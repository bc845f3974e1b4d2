using System.Text;

namespace IonicMlff.Core.Frames;

/// <summary>How a value was delimited.</summary>
internal enum Delimiter
{
    /// <summary>Bare word or quotes.</summary>
    None,

    /// <summary>Square brackets, text inside without the outermost pair.</summary>
    Brackets,

    /// <summary>Curly braces (old style), text inside without the outermost pair.</summary>
    Braces,

    /// <summary>A bare word without '=': a flag.</summary>
    Flag,
}

/// <summary>
/// One key=value of a comment line; <see cref="Written"/> is the value with its quotes or brackets, as it stands in the line.
/// </summary>
internal readonly record struct CommentItem(string Key, string Value, Delimiter Delimiter, string Written);

/// <summary>
/// Splits the comment line of extended XYZ into key=value items, with ASE's rules: white space separates; either quote may
/// enclose any part of a word; a backslash takes the next character as it is (and \n inside quotes is a line break); a value may
/// be enclosed in [ ] (nested) or { }; white space around '=' does not count; a word without '=' is a flag.
/// </summary>
internal ref struct CommentLine
{
    private readonly ReadOnlySpan<char> _line;
    private readonly StringBuilder _word = new();
    private int _next;

    public CommentLine(ReadOnlySpan<char> line) => _line = line;

    /// <summary>What is wrong, after <see cref="TryRead"/> returned false before the end; null otherwise.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next item; false at the end or when <see cref="Problem"/> says why.</summary>
    public bool TryRead(out CommentItem item)
    {
        item = default;
        SkipSpace();
        if (_next == _line.Length || !TryWord(stopAtEquals: true, out string key))
            return false;
        SkipSpace();
        if (_next == _line.Length || _line[_next] != '=')
        {
            item = new(key, "T", Delimiter.Flag, "T");
            return true;
        }

        int column = _next++;
        if (key.Length == 0)
        {
            Problem = $"'=' without a name before it (column {column + 1})";
            return false;
        }

        int valueStart = _next;
        SkipSpace();
        if (_next > valueStart && NextWordIsAKey())
        {
            item = new(key, "", Delimiter.None, "\"\"");
            return true;
        }

        valueStart = _next;
        char open = _next < _line.Length ? _line[_next] : ' ';
        if (open is '[' or '{')
        {
            if (!TryEnclosed(open, open == '[' ? ']' : '}', out string inside))
                return false;
            item = new(key, inside, open == '[' ? Delimiter.Brackets : Delimiter.Braces, _line[valueStart.._next].ToString());
            return true;
        }

        if (!TryWord(stopAtEquals: false, out string value))
            return false;
        item = new(key, value, Delimiter.None, valueStart == _next ? "\"\"" : _line[valueStart.._next].ToString());
        return true;
    }

    private void SkipSpace()
    {
        while (_next < _line.Length && char.IsWhiteSpace(_line[_next]))
            _next++;
    }

    /// <summary>In <c>a= b=1</c> the value of a is empty (ASE would take "b=1" for it).</summary>
    private readonly bool NextWordIsAKey()
    {
        for (int i = _next; i < _line.Length && !char.IsWhiteSpace(_line[i]); i++)
        {
            if (_line[i] == '=')
                return i > _next;
            if (_line[i] is '"' or '\'' or '[' or '{')
                return false;
        }

        return false;
    }

    private bool TryWord(bool stopAtEquals, out string word)
    {
        _word.Clear();
        char quote = '\0';
        int quoteStart = 0;
        for (; _next < _line.Length; _next++)
        {
            char c = _line[_next];
            if (c == '\\')
            {
                if (++_next == _line.Length)
                {
                    Problem = "the line ends with a backslash";
                    break;
                }

                c = _line[_next];
                _word.Append(c == 'n' && quote != '\0' ? '\n' : c);
            }
            else if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    _word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, quoteStart) = (c, _next);
            }
            else if (char.IsWhiteSpace(c) || (stopAtEquals && c == '='))
            {
                break;
            }
            else
            {
                _word.Append(c);
            }
        }

        word = _word.ToString();
        if (quote != '\0')
            Problem ??= $"the quote {quote} opened in column {quoteStart + 1} is not closed";
        return Problem is null;
    }

    private bool TryEnclosed(char open, char close, out string inside)
    {
        int start = _next, depth = 0;
        char quote = '\0';
        for (; _next < _line.Length; _next++)
        {
            char c = _line[_next];
            if (c == '\\')
                _next++;
            else if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == open)
                depth++;
            else if (c == close && --depth == 0)
                break;
        }

        if (_next >= _line.Length)
        {
            Problem = $"the {open} opened in column {start + 1} is not closed";
            inside = "";
            return false;
        }

        inside = _line[(start + 1)..(_next++)].ToString();
        return true;
    }
}
