using IonicMlff.Core.Errors;

namespace IonicMlff.Host;

/// <summary>The last error of each thread, as text for native code.</summary>
internal static class ErrorText
{
    [ThreadStatic]
    private static string? _last;

    public static string Last => _last ?? "";

    /// <summary>Keeps the text of an exception and returns its status.</summary>
    public static int Keep(Exception e)
    {
        _last = Text(e);
        return e is IlmlffException known ? (int)known.Kind : (int)ErrorKind.Failed;
    }

    private static string Text(Exception e) => e switch
    {
        IlmlffException => e.Message,
        OutOfMemoryException => "Not enough memory for this model and number of atoms. " + e.Message,
        // Not foreseen: the type and the place make a useful report of it.
        _ => $"Unexpected error in C#: {e.GetType().Name}: {e.Message} {FirstFrame(e)}",
    };

    private static string FirstFrame(Exception e) => (e.StackTrace ?? "").Split('\n')[0].Trim();
}
