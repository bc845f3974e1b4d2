using System.Text;
using System.Text.Unicode;

namespace IonicMlff.Host;

/// <summary>Text in fixed-size C fields: terminated, cut between characters when too long.</summary>
internal static class Utf8Field
{
    public static void Write(Span<byte> field, string text)
    {
        Utf8.FromUtf16(text, field[..^1], out _, out int written);
        field[written..].Clear();
    }

    /// <summary>A C string; null stays null.</summary>
    public static unsafe string? Read(byte* text) =>
        text == null ? null : Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
