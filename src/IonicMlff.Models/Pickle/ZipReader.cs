using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Pickle;

/// <summary>One entry of a ZIP archive, as the central directory tells it.</summary>
internal readonly record struct ZipEntry(string Name, bool Deflated, uint Crc, long CompressedSize, long Size, long HeaderOffset);

/// <summary>
/// Reads ZIP archives as torch.save writes them, through the central directory (local headers hold no sizes there). A reader of
/// its own and not <see cref="ZipArchive"/>, because the bytes are untrusted: duplicate names, entries that together are larger than the
/// file, disagreeing headers, wrong checksums and inflated sizes are refused here and pass there. Entries are only looked up by
/// name; no path is ever used.
/// </summary>
internal sealed class ZipReader
{
    private const int MaxEntries = 200_000;
    private const int MaxDirectoryBytes = 64 << 20;
    private const long MaxInflatedBytes = 256L << 20;
    private readonly ByteSource _source;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);
    private readonly long _dataEnd;
    private long _inflated;

    public ZipReader(ByteSource source)
    {
        _source = source;
        (long count, long size, long offset) = FindDirectory();
        if (count is < 0 or > MaxEntries || size is < 0 or > MaxDirectoryBytes || offset < 0 || offset > source.Length - size
            || count * 46 > size)
        {
            throw Damaged($"its directory claims {count} entries in {size} bytes at byte {offset}");
        }

        _dataEnd = offset;
        ReadDirectory(source.Read(offset, size), (int)count);
    }

    /// <summary>All entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <summary>True when the file begins like a ZIP archive.</summary>
    public static bool LooksLikeZip(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] is 3 or 5;

    /// <summary>The bytes of an entry, checksum verified.</summary>
    public byte[] Read(ZipEntry entry)
    {
        byte[] local = _source.Read(entry.HeaderOffset, 30);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(local.AsSpan(26));
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(local.AsSpan(28));
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != 0x04034b50
            || DecodeName(_source.Read(entry.HeaderOffset + 30, nameLength)) != entry.Name)
        {
            throw Damaged($"the header of its entry '{Quote.Short(entry.Name)}' does not agree with its directory");
        }

        long start = entry.HeaderOffset + 30 + nameLength + extraLength;
        if (start > _dataEnd - entry.CompressedSize)
        {
            throw Damaged($"its entry '{Quote.Short(entry.Name)}' reaches beyond the data ({entry.CompressedSize} bytes at byte {start})");
        }

        byte[] bytes = _source.Read(start, entry.CompressedSize);
        if (entry.Deflated)
        {
            bytes = Inflate(entry, bytes);
        }

        if (Crc32.Of(bytes) != entry.Crc)
        {
            throw Damaged($"the checksum of its entry '{Quote.Short(entry.Name)}' is wrong, so its numbers can't be trusted");
        }

        return bytes;
    }

    private byte[] Inflate(ZipEntry entry, byte[] packed)
    {
        // Deflate can't pack better than 1032:1; a larger claim is a lie, and the sum is limited against bombs.
        _inflated += entry.Size;
        if (entry.Size > packed.Length * 1032L + 64 || _inflated > MaxInflatedBytes)
        {
            throw Damaged($"its compressed entry '{Quote.Short(entry.Name)}' claims {entry.Size} bytes from {packed.Length}");
        }

        var bytes = new byte[entry.Size];
        try
        {
            using var inflater = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            inflater.ReadExactly(bytes);
            if (inflater.ReadByte() >= 0)
            {
                throw Damaged($"its compressed entry '{Quote.Short(entry.Name)}' is longer than it claims");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged($"its compressed entry '{Quote.Short(entry.Name)}' can't be unpacked");
        }

        return bytes;
    }

    private (long Count, long Size, long Offset) FindDirectory()
    {
        int tail = (int)Math.Min(_source.Length, 22 + 65535);
        byte[] bytes = _source.Read(_source.Length - tail, tail);
        for (int p = tail - 22; p >= 0; p--)
        {
            ReadOnlySpan<byte> end = bytes.AsSpan(p);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != 0x06054b50
                || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - 22)
            {
                continue;
            }

            // A zip64 locator right before the record points to the 64-bit record, which then counts.
            if (p >= 20 && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(p - 20)) == 0x07064b50)
            {
                long at = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(p - 12));
                byte[] end64 = _source.Read(at, 56);
                if (BinaryPrimitives.ReadUInt32LittleEndian(end64) != 0x06064b50)
                {
                    throw Damaged("its zip64 end record is missing");
                }

                return (BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(32)),
                    BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(40)),
                    BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(48)));
            }

            return (BinaryPrimitives.ReadUInt16LittleEndian(end[10..]),
                BinaryPrimitives.ReadUInt32LittleEndian(end[12..]),
                BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        }

        throw Damaged("the directory at its end is missing");
    }

    private void ReadDirectory(ReadOnlySpan<byte> d, int count)
    {
        long total = 0;
        for (int i = 0; i < count; i++)
        {
            if (d.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(d) != 0x02014b50)
            {
                throw Damaged($"its directory ends after {i} of {count} entries");
            }

            int flags = BinaryPrimitives.ReadUInt16LittleEndian(d[8..]);
            int method = BinaryPrimitives.ReadUInt16LittleEndian(d[10..]);
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(d[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(d[30..]);
            int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(d[32..]);
            int length = 46 + nameLength + extraLength + commentLength;
            if (d.Length < length)
            {
                throw Damaged($"its directory ends after {i} of {count} entries");
            }

            string name = DecodeName(d.Slice(46, nameLength));
            long packed = BinaryPrimitives.ReadUInt32LittleEndian(d[20..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(d[24..]);
            long header = BinaryPrimitives.ReadUInt32LittleEndian(d[42..]);
            ReadZip64Extra(d.Slice(46 + nameLength, extraLength), ref size, ref packed, ref header);
            if ((flags & 1) != 0 || method is not (0 or 8))
            {
                throw Damaged($"its entry '{Quote.Short(name)}' is {((flags & 1) != 0 ? "encrypted" : $"packed with method {method}")}");
            }

            total += packed;
            if (packed < 0 || size < 0 || header < 0 || header > _dataEnd || total > _source.Length || total < 0
                || (method == 0 && packed != size))
            {
                throw Damaged($"its entry '{Quote.Short(name)}' claims {size} bytes ({packed} packed) at byte {header}");
            }

            if (!_entries.TryAdd(name,
                new ZipEntry(name, method == 8, BinaryPrimitives.ReadUInt32LittleEndian(d[16..]), packed, size, header)))
            {
                throw Damaged($"its entry '{Quote.Short(name)}' occurs twice");
            }

            d = d[length..];
        }
    }

    /// <summary>Sizes of 0xFFFFFFFF stand in the extra field 1, in the order size, packed size, header offset.</summary>
    private void ReadZip64Extra(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long header)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
            {
                return;
            }

            if (id == 1)
            {
                ReadOnlySpan<byte> values = extra.Slice(4, length);
                Take(ref values, ref size);
                Take(ref values, ref packed);
                Take(ref values, ref header);
                return;
            }

            extra = extra[(4 + length)..];
        }

        void Take(ref ReadOnlySpan<byte> values, ref long value)
        {
            if (value != uint.MaxValue)
            {
                return;
            }

            if (values.Length < 8)
            {
                throw Damaged("a zip64 field of its directory is too short");
            }

            value = BinaryPrimitives.ReadInt64LittleEndian(values);
            values = values[8..];
        }
    }

    private static string DecodeName(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);

    private IlmlffException Damaged(string what) => IlmlffException.BadData(
        $"{_source.Name}: damaged or truncated ZIP archive: {what}. Copy or download the file again and compare its size and checksum.");
}
