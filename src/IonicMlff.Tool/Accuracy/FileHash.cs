using System.Security.Cryptography;

namespace IonicMlff.Tool.Accuracy;

/// <summary>SHA-256 of a file, for provenance.</summary>
internal static class FileHash
{
    /// <summary>Hexadecimal digits, or a dash when there is no such file (a potential in an assembly, a group of an HDF5 file).</summary>
    public static string Of(string path)
    {
        if (!File.Exists(path))
        {
            return "–";
        }

        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
