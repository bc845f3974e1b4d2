using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using Xunit;

namespace IonicMlff.Core.Tests.Frames;

/// <summary>Reads and writes frames given as text.</summary>
internal static class ReadTexts
{
    public static List<Frame> All(string text) => [.. ExtxyzReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.xyz")];

    public static Frame One(string text) => Assert.Single(All(text));

    /// <summary>A frame of one hydrogen atom with the given comment line.</summary>
    public static Frame Comment(string comment) => One($"1\n{comment}\nH 0 0 0\n");

    public static string Written(params Frame[] frames)
    {
        var text = new StringWriter();
        foreach (Frame f in frames)
            ExtxyzWriter.Write(text, f);
        return text.ToString();
    }

    public static string Refusal(string text)
    {
        IlmlffException e = Assert.Throws<IlmlffException>(() => All(text));
        Assert.Equal(ErrorKind.BadData, e.Kind);
        return e.Message;
    }
}
