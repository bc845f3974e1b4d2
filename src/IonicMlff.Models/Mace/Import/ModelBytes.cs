using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Opens files for reading, with messages for what can go wrong.</summary>
internal static class ModelBytes
{
    /// <summary>Opens a file; the caller disposes it.</summary>
    public static ByteSource Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw IlmlffException.BadData($"{path}: is a folder. Expected a model file such as model.safetensors or a MACE .model.");
            }

            return new FileByteSource(File.OpenHandle(path)) { Name = path };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw IlmlffException.BadData($"{path}: no such file. Looked for it in {Path.GetDirectoryName(Path.GetFullPath(path))}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw IlmlffException.BadData($"{path}: can't be opened: {e.Message}", e);
        }
    }
}
