using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Hdf5;

/// <summary>
/// The part of HDF5 that model files and data sets use: a group with its attributes, the datasets in it and the groups below it. Both generations of the
/// format (superblocks 0 and 1, which h5py writes by default, and 2 and 3 of libver='latest'); contiguous, compact and chunked storage;
/// gzip, shuffle and fletcher32.
/// </summary>
/// <remarks>
/// An own reader instead of the HDF5 C library: that library has another file name on every distribution (libhdf5_serial.so.103,
/// libhdf5.so.200, ...), would be one more thing for users to install, and has a long history of crashes on damaged files, which here would
/// take LAMMPS or OpenMM down with them. What a .dp needs of the format is small; everything else is refused by name, together with
/// the h5repack command that makes the file readable.
/// </remarks>
public sealed partial class Hdf5File
{
    private readonly Hdf5Format _format;
    private readonly ObjectHeader _root;
    private readonly Dictionary<string, ulong> _links;
    private readonly long _largest;
    private long _unpacked;

    private Hdf5File(Hdf5Format format, ulong root)
    {
        _format = format;
        _root = new ObjectHeader(format, root);
        _links = GroupLinks.Read(_root, format);
        _largest = 256L * format.FileLength + (1 << 20); // real files shrink less; what explodes is refused
    }

    /// <summary>Names in the group.</summary>
    public IReadOnlyCollection<string> Names => _links.Keys;

    /// <summary>Does a file begin with the signature of HDF5?</summary>
    public static bool LooksLike(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10]);

    /// <summary>Opens a file of which the bytes are at hand.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="IlmlffException">Damaged, or of a kind that is not read.</exception>
    public static Hdf5File Open(byte[] bytes, string name)
    {
        var narrow = new Hdf5Format(bytes, name, 8, 8);
        if (!LooksLike(bytes))
            throw narrow.Damaged("it lacks the signature of HDF5");

        Hdf5Cursor cursor = narrow.At(8);
        int version = cursor.Byte();
        if (version > 3)
            throw narrow.Unsupported($"superblocks of version {version}");

        cursor.Skip(version < 2 ? 4 : 0);
        int offsetSize = cursor.Byte(), lengthSize = cursor.Byte();
        if (offsetSize is not (2 or 4 or 8) || lengthSize is not (2 or 4 or 8))
            throw narrow.Damaged($"addresses of {offsetSize} and lengths of {lengthSize} bytes");

        var format = new Hdf5Format(bytes, name, offsetSize, lengthSize);
        cursor = format.At((ulong)(8 + cursor.Position));
        if (version < 2)
        {
            cursor.Skip(version == 0 ? 9 : 13);
            RequireZero(cursor.Address(), format);
            cursor.Skip(4 * offsetSize); // free space, end of file, driver; name of the root's entry
        }
        else
        {
            cursor.Skip(1);
            RequireZero(cursor.Address(), format);
            cursor.Skip(2 * offsetSize);
        }

        return new Hdf5File(format, cursor.Address());
    }

    /// <summary>A text attribute of the group, or null when there is none of this name.</summary>
    public string? TextAttribute(string name)
    {
        foreach (ReadOnlyMemory<byte> body in Attributes())
        {
            var attribute = Hdf5Attribute.Read(new Hdf5Cursor(body, _format), _format);
            if (attribute.Name == name)
                return attribute.Text(_format);
        }

        return null;
    }

    /// <summary>Shape and numbers (row-major, widened to double) of a dataset in the group; a leading slash is allowed.</summary>
    public (long[] Shape, double[] Values, bool IsFloat32) Dataset(string name)
    {
        if (!_links.TryGetValue(name.TrimStart('/'), out ulong address))
            throw _format.Damaged($"the dataset '{Quote.Short(name)}' is missing; there are {_links.Count} others");

        (ElementType type, long[] shape, ReadOnlyMemory<byte> raw) = Elements(name, address);
        return type.Kind is ElementKind.Float or ElementKind.Integer
            ? (shape, type.ToDoubles(raw.Span), type is { Kind: ElementKind.Float, Size: 4 })
            : throw _format.Unsupported($"texts in the dataset '{Quote.Short(name)}'");
    }

    /// <summary>Type, shape and raw elements of a dataset.</summary>
    private (ElementType Type, long[] Shape, ReadOnlyMemory<byte> Raw) Elements(string name, ulong address)
    {
        var header = new ObjectHeader(_format, address);
        if (header.Find(MessageType.ExternalFiles) is not null)
            throw _format.Unsupported($"external files, for the dataset '{Quote.Short(name)}'");

        var type = ElementType.Read(header.Get(MessageType.Datatype), _format);
        long[] shape = Dataspace.Read(header.Get(MessageType.Dataspace), _format) ?? [0];
        long bytes = Dataspace.Count(shape) * type.Size;
        _unpacked += bytes;
        if (bytes > int.MaxValue || _unpacked > _largest)
            throw _format.Damaged($"its datasets would unpack to more than {_largest} bytes");

        return (type, shape, bytes == 0 ? default : new DatasetReader(_format, header, type.Size, shape, _largest).Read((int)bytes));
    }

    private static void RequireZero(ulong baseAddress, Hdf5Format format)
    {
        if (baseAddress != 0)
            throw format.Unsupported("a user block in front of the data");
    }

    /// <summary>Attributes in the header, then those that have a heap of their own.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Attributes()
    {
        foreach (HeaderMessage message in _root.All(MessageType.Attribute))
        {
            if (message.IsShared)
                throw _format.Unsupported("shared attributes");
            yield return message.Body;
        }

        if (_root.Find(MessageType.AttributeInfo) is not { } info)
            yield break;

        info.Skip(1);
        info.Skip((info.Byte() & 1) != 0 ? 2 : 0);
        (ulong heap, ulong index) = (info.Address(), info.Address());
        foreach (ReadOnlyMemory<byte> id in GroupLinks.IndexedIds(_format, index, type: 8, idAt: 0, idLength: 8))
            yield return new FractalHeap(_format, heap).Get(id);
    }
}
