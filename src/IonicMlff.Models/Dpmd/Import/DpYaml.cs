using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>
/// Reads the part of YAML in which DeePMD-kit writes models: nested block mappings and sequences, flow collections, plain and
/// quoted texts, anchors. Numbers follow JSON and YAML 1.2, so that 1.0e01 and 1e-05 are numbers.
/// </summary>
/// <remarks>
/// An own reader, as this library has no dependencies that an MD program would have to carry along, and a paper-sized model is 70 MB of text:
/// working on its bytes, this makes the whole tree in about half the time in which a general parser tells the tokens. Tags, block texts and several documents in a file do not occur
/// in models and are refused by name. Nesting is limited, and so is what aliases make of a file.
/// </remarks>
internal sealed partial class DpYaml
{
    private const int MaxDepth = 64;
    private readonly byte[] _text;
    private readonly string _file;
    private readonly Dictionary<string, (object? Value, long Scalars)> _anchors = new(StringComparer.Ordinal);
    private long _scalars; // read so far, those behind aliases included
    private int _at, _line = 1, _lineStart, _depth;

    private DpYaml(byte[] text, string file)
    {
        (_text, _file) = (text, file);
        _at = _lineStart = text.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? 3 : 0;
    }

    /// <summary>The tree of a file.</summary>
    /// <exception cref="IlmlffException">Not YAML, or of a kind that is not read.</exception>
    public static Dictionary<string, object?> Read(byte[] text, string file)
    {
        var yaml = new DpYaml(text, file);
        yaml.SkipBlank();
        if (yaml.StartsWith("---"u8))
        {
            yaml._at += 3;
            yaml.SkipBlank();
        }

        object? value = yaml.Block(parentIndent: -1);
        yaml.SkipBlank();
        if (!yaml.IsAtEnd && yaml.StartsWith("..."u8))
            yaml.SkipLine();
        yaml.SkipBlank();
        return !yaml.IsAtEnd ? throw yaml.Bad("here something follows that belongs to nothing")
            : value as Dictionary<string, object?> ?? throw yaml.Bad("the file is no dictionary");
    }

    private bool IsAtEnd => _at >= _text.Length;

    private int Column => _at - _lineStart;

    private byte Here => IsAtEnd ? (byte)'\n' : _text[_at];

    private byte Next => _at + 1 < _text.Length ? _text[_at + 1] : (byte)'\n';

    private bool IsEntry => Here == '-' && Next is (byte)' ' or (byte)'\n' or (byte)'\r';

    /// <summary>A value that begins on this or a later line, to the right of its parent; null when there is none.</summary>
    private object? Block(int parentIndent)
    {
        SkipBlank();
        if (IsAtEnd || Column <= parentIndent)
            return null;
        if (++_depth > MaxDepth)
            throw Bad($"nested deeper than {MaxDepth}");

        object? value = BlockValue(parentIndent);
        _depth--;
        return value;
    }

    private object? BlockValue(int parentIndent)
    {
        int column = Column;
        if (IsEntry)
            return Sequence(column);

        switch (Here)
        {
            case (byte)'&':
                string anchor = Name();
                SkipSpaces();
                return Anchored(anchor, () => IsLineEnd ? Block(parentIndent) : Nested(() => BlockValue(parentIndent)));
            case (byte)'*':
                return Alias();
            case (byte)'[' or (byte)'{':
                return Flow();
            case (byte)'!':
                throw Bad("a tag (!), which models do not have");
            case (byte)'|' or (byte)'>':
                throw Bad("a block text (| or >), which models do not have");
            case (byte)'?' when Next is (byte)' ' or (byte)'\n':
                throw Bad("a composite key (?), which models do not have");
        }

        int start = _at, line = _line, lineStart = _lineStart;
        object? first = Here is (byte)'"' or (byte)'\'' ? Quoted() : Plain(isFlow: false);
        SkipSpaces();
        if (Here == ':' && Next is (byte)' ' or (byte)'\n' or (byte)'\r')
        {
            (_at, _line, _lineStart) = (start, line, lineStart);
            return Mapping(column);
        }

        return _text[start] is (byte)'"' or (byte)'\'' ? first : Continued(first, start, parentIndent);
    }

    private Dictionary<string, object?> Mapping(int column)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        do
        {
            string key = Here is (byte)'"' or (byte)'\'' ? Quoted() : PlainText();
            SkipSpaces();
            if (Here != ':')
                throw Bad($"':' is expected behind '{Quote.Short(key)}'");

            _at++;
            SkipSpaces();
            string? anchor = null;
            if (Here == '&')
            {
                anchor = Name();
                SkipSpaces();
            }

            object? value = anchor is null ? BehindKey(column) : Anchored(anchor, () => BehindKey(column));
            if (!map.TryAdd(key, value))
                throw Bad($"'{Quote.Short(key)}' is given twice");
            SkipBlank();
        }
        while (!IsAtEnd && Column == column && !IsEntry && !IsDocumentEnd);

        return !IsAtEnd && Column > column ? throw Bad("an unexpected indentation") : map;
    }

    /// <summary>The value of a key, in its line or below; a list need not be indented.</summary>
    private object? BehindKey(int column)
    {
        if (!IsLineEnd)
            return BlockInLine(column);

        SkipBlank();
        return !IsAtEnd && Column == column && IsEntry ? Nested(() => Sequence(column)) : Block(column);
    }

    private object? Anchored(string anchor, Func<object?> read)
    {
        long before = _scalars;
        object? value = read();
        _anchors[anchor] = (value, _scalars - before);
        return value;
    }

    /// <summary>The value of an anchor. Whoever unfolds the tree meets it again, so what stands behind it counts.</summary>
    private object? Alias()
    {
        string name = Name();
        if (!_anchors.TryGetValue(name, out (object? Value, long Scalars) anchor))
            throw Bad($"'*{Quote.Short(name)}' refers to nothing");

        _scalars += anchor.Scalars;
        return _scalars <= _text.Length ? anchor.Value : throw Bad("aliases that make more of the file than it is");
    }

    private List<object?> Sequence(int column)
    {
        var list = new List<object?>();
        do
        {
            _at++;
            SkipSpaces();
            list.Add(IsLineEnd ? Block(column) : IsEntry || Column > column ? Nested(() => BlockValue(column)) : null);
            SkipBlank();
        }
        while (!IsAtEnd && Column == column && IsEntry);

        return !IsAtEnd && Column > column ? throw Bad("an unexpected indentation") : list;
    }

    /// <summary>A value behind a key in the same line.</summary>
    private object? BlockInLine(int column)
    {
        if (IsEntry)
            throw Bad("a list can't begin behind a key in the same line");
        return Nested(() => BlockValue(column));
    }

    private T Nested<T>(Func<T> read)
    {
        if (++_depth > MaxDepth)
            throw Bad($"nested deeper than {MaxDepth}");

        T value = read();
        _depth--;
        return value;
    }

    /// <summary>[a, b] or {k: v}, possibly over several lines.</summary>
    private object? Flow()
    {
        SkipBlank();
        switch (Here)
        {
            case (byte)'[':
                return Nested(() =>
                {
                    var list = new List<object?>();
                    for (_at++, SkipBlank(); Here != ']'; Separator((byte)']'))
                        list.Add(Flow());
                    _at++;
                    return list;
                });
            case (byte)'{':
                return Nested(() =>
                {
                    var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                    for (_at++, SkipBlank(); Here != '}'; Separator((byte)'}'))
                    {
                        string key = Here is (byte)'"' or (byte)'\'' ? Quoted() : PlainText();
                        SkipBlank();
                        if (Here != ':')
                            throw Bad($"':' is expected behind '{Quote.Short(key)}'");
                        _at++;
                        if (!map.TryAdd(key, Flow()))
                            throw Bad($"'{Quote.Short(key)}' is given twice");
                    }

                    _at++;
                    return map;
                });
            case (byte)'&':
                return Anchored(Name(), () => Nested(Flow));
            case (byte)'*':
                return Alias();
            case (byte)'"' or (byte)'\'':
                return Quoted();
            default:
                return IsAtEnd ? throw Bad("the file ends within brackets; it is truncated") : Plain(isFlow: true);
        }
    }

    private void Separator(byte closing)
    {
        SkipBlank();
        if (Here == ',')
        {
            _at++;
            SkipBlank();
        }
        else if (Here != closing || IsAtEnd)
        {
            throw Bad(IsAtEnd ? "the file ends within brackets; it is truncated" : $"',' or '{(char)closing}' is expected");
        }
    }

    private bool IsLineEnd => IsAtEnd || Here is (byte)'\n' or (byte)'\r' or (byte)'#';

    private bool IsDocumentEnd => Column == 0 && (StartsWith("..."u8) || StartsWith("---"u8));

    private bool StartsWith(ReadOnlySpan<byte> what) => _text.AsSpan(_at).StartsWith(what);

    private void SkipSpaces()
    {
        while (!IsAtEnd && _text[_at] is (byte)' ' or (byte)'\t')
            _at++;
    }

    private void SkipLine()
    {
        while (!IsAtEnd && _text[_at] != '\n')
            _at++;
    }

    /// <summary>Skips spaces, comments and ends of lines.</summary>
    private void SkipBlank()
    {
        while (!IsAtEnd)
        {
            switch (_text[_at])
            {
                case (byte)'\n':
                    _at++;
                    NewLine();
                    break;
                case (byte)' ' or (byte)'\r':
                    _at++;
                    break;
                case (byte)'\t':
                    throw Bad("a tab in the indentation");
                case (byte)'#':
                    SkipLine();
                    break;
                default:
                    return;
            }
        }
    }

    private void NewLine() => (_line, _lineStart) = (_line + 1, _at);

    private IlmlffException Bad(string what) =>
        IlmlffException.BadData($"{_file}: line {_line}: {what}. A model is expected as DeePMD-kit writes it into a .yaml; copy or make the file again.");
}
