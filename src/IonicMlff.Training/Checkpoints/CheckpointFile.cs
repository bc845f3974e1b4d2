using System.Security.Cryptography;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;

namespace IonicMlff.Training.Checkpoints;

/// <summary>
/// A checkpoint as one file: a safetensors container whose metadata hold the texts, a version and a SHA-256 over all of it. What a
/// kill, a full disk or a bad copy does to the file is noticed when it is read.
/// </summary>
public static class CheckpointFile
{
    private const string VersionKey = "ilmlff_checkpoint";
    private const string Version = "1";
    private const string DigestKey = "sha256";

    /// <summary>Writes a checkpoint to a stream.</summary>
    public static void Write(CheckpointContent content, Stream to)
    {
        var writer = new SafetensorsWriter();
        foreach ((string name, CheckpointArray array) in content.Arrays)
            writer.AddRaw(name, array.Type, [.. array.Shape], array.Bytes);
        foreach ((string name, string text) in content.Texts)
            writer.Metadata.Add(name, text);
        writer.Metadata.Add(VersionKey, Version);
        writer.Metadata.Add(DigestKey, Digest(content));
        writer.Write(to);
    }

    /// <summary>Reads and checks a checkpoint.</summary>
    /// <exception cref="IlmlffException">It can't be read, is damaged, or was written by another version.</exception>
    public static CheckpointContent Read(string path)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsFile.Read(path);
        }
        catch (IlmlffException e)
        {
            throw IlmlffException.BadData($"The checkpoint {path} is damaged or no checkpoint: {e.Message}", e);
        }

        if (!file.Metadata.TryGetValue(VersionKey, out string? version))
            throw IlmlffException.BadData($"{path} is a safetensors file but not a checkpoint of a training; expected one that "
                + "ilmlff train wrote.");
        if (version != Version)
            throw IlmlffException.BadData($"{path} is a checkpoint of version '{Quote.Short(version)}'; this program reads version "
                + $"{Version}. Resume with the program that wrote it.");
        var content = new CheckpointContent { Origin = path };
        foreach ((string name, TensorEntry entry) in file.Tensors)
            content.Arrays.Add(name, new(entry.Type, entry.Shape, file.Bytes(name).ToArray()));
        foreach ((string name, string text) in file.Metadata)
        {
            if (name is not (VersionKey or DigestKey))
                content.Texts.Add(name, text);
        }

        string written = file.Metadata.GetValueOrDefault(DigestKey, "none");
        string met = Digest(content);
        if (written != met)
            throw IlmlffException.BadData($"The checkpoint {path} is damaged: its SHA-256 is {met[..12]}…, it should be "
                + $"{Quote.Short(written)[..Math.Min(12, Quote.Short(written).Length)]}….");
        return content;
    }

    /// <summary>SHA-256 over names, types, shapes and bytes of all arrays and over all texts.</summary>
    private static string Digest(CheckpointContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, CheckpointArray array) in content.Arrays)
        {
            Append(name);
            Append($"{array.Type} [{string.Join(',', array.Shape)}]");
            hash.AppendData(array.Bytes);
        }

        foreach ((string name, string text) in content.Texts)
        {
            Append(name);
            Append(text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // lengths come first so that no two contents run together to the same bytes
        void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
