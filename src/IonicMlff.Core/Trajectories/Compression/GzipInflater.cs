namespace IonicMlff.Core.Trajectories.Compression;

/// <summary>
/// Inflates gzip (RFC 1951, 1952; any number of members) and delivers every byte before a damage, which the library's streams do not:
/// a wrong checksum or a cut file costs nothing of what could be read.
/// </summary>
internal sealed class GzipInflater : IByteSource
{
    private const int History = 1 << 15, LongestMatch = 258, OutputSize = History + (1 << 16);

    private readonly BitReader _input;
    private readonly byte[] _output = new byte[OutputSize];
    private readonly HuffmanCode _literals = new(288), _distances = new(32);
    private readonly Crc32 _crc = new();
    private int _delivered, _end; // _output[_delivered.._end] waits for the reader
    private State _state = State.Member;
    private bool _isLastBlock, _isFirstMember = true;
    private int _stored;
    private long _length; // of the member, inflated

    public GzipInflater(Stream input) => _input = new BitReader(input);

    private enum State
    {
        Member,
        Block,
        Stored,
        Compressed,
        Trailer,
        End,
    }

    /// <inheritdoc/>
    public (FaultKind Kind, string Text)? Fault { get; private set; }

    /// <inheritdoc/>
    public long Consumed => _input.Consumed;

    /// <inheritdoc/>
    public int Read(Span<byte> to)
    {
        while (_delivered == _end && _state != State.End)
            Advance();
        int n = Math.Min(to.Length, _end - _delivered);
        _output.AsSpan(_delivered, n).CopyTo(to);
        _delivered += n;
        return n;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private void Advance()
    {
        if (_end > OutputSize - LongestMatch - 8)
            Slide();
        int from = _end;
        try
        {
            Step();
        }
        catch (EndOfStreamException)
        {
            Stop(FaultKind.TruncatedCompression, "the compressed stream ends too early: the file is cut. Copy it again.");
        }
        catch (InvalidDataException e)
        {
            Stop(FaultKind.CorruptCompression, $"{e.Message}: the compressed stream is damaged. Copy the file again.");
        }

        _crc.Add(_output.AsSpan(from, _end - from));
        _length += _end - from;
    }

    private void Stop(FaultKind kind, string text)
    {
        Fault = (kind, text);
        _state = State.End;
    }

    private void Slide()
    {
        _output.AsSpan(_end - History, History).CopyTo(_output);
        _end = _delivered = History;
    }

    private void Step()
    {
        switch (_state)
        {
            case State.Member:
                ReadMemberHead();
                break;
            case State.Block:
                ReadBlockHead();
                break;
            case State.Stored:
                CopyStored();
                break;
            case State.Compressed:
                Inflate();
                break;
            case State.Trailer:
                _state = State.Member;
                _input.ToByte();
                uint crc = _input.Bits(16) | _input.Bits(16) << 16, length = _input.Bits(16) | _input.Bits(16) << 16;
                if (crc != _crc.Value || length != (uint)_length)
                    throw new InvalidDataException("checksum or length at the end of the member do not fit what was inflated");
                break;
        }
    }

    private void ReadMemberHead()
    {
        _input.ToByte();
        if (!_isFirstMember && _input.OnlyZerosLeft())
        {
            _state = State.End;
            return;
        }

        _isFirstMember = false;
        if (_input.Bits(16) != 0x8b1f || _input.Bits(8) != 8)
            throw new InvalidDataException("no gzip header where a member should begin");
        uint flags = _input.Bits(8);
        for (int k = 0; k < 6; k++)
            _input.Bits(8);
        if ((flags & 4) != 0)
        {
            for (uint left = _input.Bits(16); left > 0; left--)
                _input.Bits(8);
        }

        for (uint texts = (flags >> 3 & 1) + (flags >> 4 & 1); texts > 0; texts--)
        {
            while (_input.Bits(8) != 0)
            {
            }
        }

        if ((flags & 2) != 0)
            _input.Bits(16);
        _crc.Restart();
        _length = 0;
        _state = State.Block;
    }

    private void ReadBlockHead()
    {
        _isLastBlock = _input.Bits(1) == 1;
        switch (_input.Bits(2))
        {
            case 0:
                _input.ToByte();
                uint n = _input.Bits(16);
                if ((n ^ 0xffff) != _input.Bits(16))
                    throw new InvalidDataException("a stored block's length is wrong");
                (_stored, _state) = ((int)n, State.Stored);
                break;
            case 1:
                DeflateTables.Fixed(_literals, _distances);
                _state = State.Compressed;
                break;
            case 2:
                DeflateTables.Read(_input, _literals, _distances);
                _state = State.Compressed;
                break;
            default:
                throw new InvalidDataException("an unknown kind of block");
        }
    }

    private void EndBlock() => _state = _isLastBlock ? State.Trailer : State.Block;

    private void CopyStored()
    {
        int room = OutputSize - _end;
        for (; _stored > 0 && room > 0; _stored--, room--)
            _output[_end++] = (byte)_input.Bits(8);
        if (_stored == 0)
            EndBlock();
    }

    // Literals and matches until the block ends or the output is full.
    private void Inflate()
    {
        byte[] output = _output;
        int end = _end;
        try
        {
            while (end < OutputSize - LongestMatch)
            {
                int symbol = _literals.Decode(_input);
                if (symbol < 256)
                {
                    output[end++] = (byte)symbol;
                    continue;
                }

                if (symbol == 256)
                {
                    EndBlock();
                    return;
                }

                int length = DeflateTables.Length(symbol, _input);
                int distance = DeflateTables.Distance(_distances.Decode(_input), _input);
                if (distance > _length + (end - _end))
                    throw new InvalidDataException("a match reaches back before the beginning");
                if (distance >= length)
                {
                    output.AsSpan(end - distance, length).CopyTo(output.AsSpan(end));
                    end += length;
                }
                else
                {
                    for (int stop = end + length; end < stop; end++)
                        output[end] = output[end - distance];
                }
            }
        }
        finally
        {
            _end = end;
        }
    }
}
