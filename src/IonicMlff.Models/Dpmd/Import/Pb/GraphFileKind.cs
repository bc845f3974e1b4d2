using System.Text;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Recognises TensorFlow's files by their first bytes.</summary>
internal static class GraphFileKind
{
    private const int MaxName = 4096;

    /// <summary>
    /// A binary GraphDef: its first field is a node (1), whose first fields are a name (1) and an operation (2).
    /// </summary>
    public static bool IsGraph(ReadOnlySpan<byte> head) =>
        Skip(ref head, 0x0a, out _) && Skip(ref head, 0x0a, out int name) && IsPlain(head, name) && Skip(head[name..], 0x12, out int op, out ReadOnlySpan<byte> rest)
        && op > 0 && IsPlain(rest, op);

    /// <summary>What a file of TensorFlow other than a binary graph is, and what to do; null when it is none.</summary>
    /// <param name="head">First bytes.</param>
    /// <param name="name">Name of the file, for checkpoint data, which is nothing but numbers.</param>
    public static string? Describe(ReadOnlySpan<byte> head, string name)
    {
        string text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 64)]).TrimStart();
        if (text.StartsWith("node {", StringComparison.Ordinal) || text.StartsWith("node{", StringComparison.Ordinal))
        {
            return "is a TensorFlow graph as text (.pbtxt). Make a binary .pb of it with 'dp convert-from pbtxt -i model.pbtxt -o model.pb' and use that.";
        }

        const string freeze = "Freeze it in the folder of the training with 'dp freeze -o model.pb' and use that file.";
        if (text.StartsWith("model_checkpoint_path:", StringComparison.Ordinal))
        {
            return $"is the list of checkpoints of a DeePMD-kit training, not a model. {freeze}";
        }

        ReadOnlySpan<byte> rest = head;
        bool isMeta = Skip(ref rest, 0x0a, out _) && Skip(ref rest, 0x12, out _) && rest.StartsWith((ReadOnlySpan<byte>)[0x0a]);
        bool isIndex = head is [0, 0, _, 0x08, _, 0x1a, ..];
        if (isMeta || isIndex || name.Contains(".ckpt", StringComparison.Ordinal) && name.Contains(".data-", StringComparison.Ordinal))
        {
            return $"is a training checkpoint of TensorFlow ({(isMeta ? ".meta" : isIndex ? ".index" : ".data")}), not a frozen model. {freeze}";
        }

        return head is [0x08, 0x01, 0x12, ..]
            ? "is a TensorFlow SavedModel (saved_model.pb), not a frozen graph. Readable are frozen graphs as 'dp freeze -o model.pb' writes them." : null;
    }

    /// <summary>Steps into a field of the given tag and length.</summary>
    private static bool Skip(ref ReadOnlySpan<byte> bytes, byte tag, out int length)
    {
        bool found = Skip(bytes, tag, out length, out ReadOnlySpan<byte> rest);
        bytes = rest;
        return found;
    }

    private static bool Skip(ReadOnlySpan<byte> bytes, byte tag, out int length, out ReadOnlySpan<byte> rest)
    {
        length = 0;
        rest = [];
        if (bytes.Length < 2 || bytes[0] != tag)
        {
            return false;
        }

        for (int k = 1; k < Math.Min(bytes.Length, 6); k++)
        {
            length |= (bytes[k] & 0x7f) << (7 * (k - 1));
            if (bytes[k] < 0x80)
            {
                rest = bytes[(k + 1)..];
                return length > 0;
            }
        }

        return false;
    }

    private static bool IsPlain(ReadOnlySpan<byte> bytes, int length) => length is > 0 and <= MaxName && length <= bytes.Length
        && bytes[..length].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e) < 0;
}
