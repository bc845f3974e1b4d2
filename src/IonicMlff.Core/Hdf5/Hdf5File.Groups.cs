using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Hdf5;

/// <summary>Groups below a group, and datasets of texts: what data sets have and model files have not.</summary>
public sealed partial class Hdf5File
{
    /// <summary>Opens a file by its path.</summary>
    /// <exception cref="IlmlffException">Missing, damaged, or of a kind that is not read.</exception>
    public static Hdf5File Open(string path)
    {
        try
        {
            return Open(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.BadData($"{path}: can't be read: {e.Message}", e);
        }
    }

    /// <summary>The group of a name in this group; null when there is none, or something else.</summary>
    public Hdf5File? Group(string name) => _links.TryGetValue(name, out ulong address)
        && new ObjectHeader(_format, address) is var header && header.Find(MessageType.Dataspace) is null
        ? new Hdf5File(_format, address) : null;

    /// <summary>Texts of a dataset; numbers as texts.</summary>
    public string[] Texts(string name)
    {
        if (!_links.TryGetValue(name, out ulong address))
            throw _format.Damaged($"the dataset '{Quote.Short(name)}' is missing");

        (ElementType type, long[] shape, ReadOnlyMemory<byte> raw) = Elements(name, address);
        var cursor = new Hdf5Cursor(raw, _format);
        return [.. Enumerable.Range(0, (int)Dataspace.Count(shape)).Select(_ => type.Kind switch
        {
            ElementKind.FixedText => Hdf5Cursor.Text(cursor.Take(type.Size)),
            ElementKind.VariableText => Hdf5Attribute.VariableText(_format, cursor),
            _ => type.ToDouble(cursor.Take(type.Size)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        })];
    }
}
