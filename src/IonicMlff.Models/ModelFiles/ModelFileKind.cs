using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Hdf5;
using IonicMlff.Models.Dpmd.Import.Pb;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Kinds of files that can be opened.</summary>
internal enum ModelFileKind
{
    /// <summary>Our own file.</summary>
    Safetensors,

    /// <summary>A ZIP archive of torch.save.</summary>
    TorchZip,

    /// <summary>A frozen PyTorch model of DeePMD-kit (.pth).</summary>
    DeepmdPth,

    /// <summary>A frozen TensorFlow model of DeePMD-kit (.pb).</summary>
    DeepmdPb,

    /// <summary>A DeePMD-kit model in HDF5 (.dp).</summary>
    DeepmdHdf5,

    /// <summary>A DeePMD-kit model in YAML (.yaml).</summary>
    DeepmdYaml,
}

/// <summary>Tells from its first bytes what a file is; names and endings play no part.</summary>
internal static class ModelFileKinds
{
    private const int HeadBytes = 64 << 10;
    private const long MaxUnpackedBytes = 1L << 30;

    /// <summary>Unpacks a gzip file (.model.gz) into memory; any other file is returned as it is.</summary>
    public static ByteSource Unpacked(ByteSource source)
    {
        Span<byte> magic = stackalloc byte[2];
        if (source.Length < 18)
        {
            return source;
        }

        source.Read(0, magic);
        if (magic is not [0x1f, 0x8b])
        {
            return source;
        }

        // Real models shrink 10 to 40 times; the limit keeps a file made to explode from filling the memory.
        long limit = Math.Min(MaxUnpackedBytes, 256 * source.Length + (1 << 20));
        using (source)
        {
            try
            {
                using var unpacker = new GZipStream(new MemoryStream(source.Read(0, Math.Min(source.Length, MaxUnpackedBytes))),
                    CompressionMode.Decompress);
                var bytes = new MemoryStream();
                var buffer = new byte[1 << 16];
                for (int n; (n = unpacker.Read(buffer)) > 0;)
                {
                    if (bytes.Length + n > limit)
                    {
                        throw IlmlffException.BadData($"{source.Name}: unpacks to more than {limit} bytes. Unpack it with gunzip and look at it.");
                    }

                    bytes.Write(buffer, 0, n);
                }

                return new MemoryByteSource(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)) { Name = source.Name };
            }
            catch (InvalidDataException e)
            {
                throw IlmlffException.BadData($"{source.Name}: a damaged or truncated gzip file. Copy or download it again.", e);
            }
        }
    }

    /// <summary>The kind of a readable file, or a refusal that says what the file is and what to do.</summary>
    public static ModelFileKind Of(ByteSource source)
    {
        if (source.Length == 0)
        {
            throw Refused("is empty. Was the disk full, or the download interrupted?");
        }

        byte[] head = source.Read(0, Math.Min(source.Length, HeadBytes));
        if (ZipReader.LooksLikeZip(head))
        {
            return new TorchArchive(source).IsDeepmd ? ModelFileKind.DeepmdPth : ModelFileKind.TorchZip;
        }

        if (LooksLikeSafetensors(head, source.Length))
        {
            return ModelFileKind.Safetensors;
        }

        if (Hdf5File.LooksLike(head))
        {
            return ModelFileKind.DeepmdHdf5;
        }

        if (GraphFileKind.IsGraph(head))
        {
            return ModelFileKind.DeepmdPb;
        }

        if (LooksLikeDeepmdYaml(head))
        {
            return ModelFileKind.DeepmdYaml;
        }

        throw Refused(GraphFileKind.Describe(head, source.Name) ?? Describe(head));

        IlmlffException Refused(string what) => IlmlffException.BadData($"{source.Name}: {what}");
    }

    /// <summary>Eight bytes of header length, then JSON.</summary>
    private static bool LooksLikeSafetensors(ReadOnlySpan<byte> head, long length) =>
        head.Length >= 9 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) is > 1 and var header
            && header <= (ulong)length;

    /// <summary>A text with the marks of DeePMD-kit's serialisation; the keys are sorted, so they stand at its beginning.</summary>
    private static bool LooksLikeDeepmdYaml(ReadOnlySpan<byte> head) => IsText(head) && head[0] != '{'
        && (Contains(head, "@class") || Contains(head, "deepmd-kit")) && Contains(head, "model:");

    private static string Describe(ReadOnlySpan<byte> head)
    {
        const string readable = "Readable are MACE .model files, the .safetensors files that 'ilmlff convert' writes, and DeePMD-kit's .pb, .pth, .dp and .yaml models.";
        if (head.StartsWith("\u007fELF"u8) || head.StartsWith("MZ"u8))
        {
            return $"is a program or library, not a model file. {readable}";
        }

        if (Contains(head, "descrpt_attr") || Contains(head, "model_attr") || Contains(head, "deepmd"))
        {
            return $"has the marks of a DeePMD-kit model, but does not begin as one does: it is damaged, or of another kind. {readable}";
        }

        if (head is [0x80, >= 2 and <= 5, ..])
        {
            return "is a Python pickle without a ZIP archive, as torch before 1.6 wrote it. Load it with a newer torch and save it again: torch.save(torch.load(old), new).";
        }

        if (!IsText(head))
        {
            return $"is not a model file; its first bytes are {Convert.ToHexStringLower(head[..Math.Min(head.Length, 8)])}. {readable}";
        }

        string start = Encoding.UTF8.GetString(head[..Math.Min(head.Length, 400)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (start.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return "is only a Git LFS pointer; fetch the real file with 'git lfs pull'.";
        }

        if (start.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            return "is a web page: the download gave an HTML page instead of the model. Use the link to the raw file.";
        }

        if (Contains(head, "fitting_net") && Contains(head, "descriptor"))
        {
            return "is a training input of DeePMD-kit, not a model: it has settings, but no weights. "
                + "Train with it ('dp train'), and give the model that 'dp freeze' writes.";
        }

        string line = start.Split('\n')[0].Trim();
        return $"is a text file beginning with '{Quote.Short(line)}', not a model file. {readable}";
    }

    private static bool Contains(ReadOnlySpan<byte> head, string text) => head.IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (byte b in head[..Math.Min(head.Length, 512)])
        {
            if (b < 32 && b is not (9 or 10 or 13))
            {
                return false;
            }
        }

        return true;
    }
}
