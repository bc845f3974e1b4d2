namespace IonicMlff.Core.Errors;

/// <summary>Tells failures of writing a file (a full disk, a limit, missing rights) from defects of the program.</summary>
public static class DiskFailure
{
    // What .NET makes of EFBIG, the answer to a write beyond the limit of the shell.
    private static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>Whether it is one.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException || IsTooLarge(e);

    /// <summary>It in words.</summary>
    public static string Text(Exception e) => IsTooLarge(e) ? "File too large (the limit of 'ulimit -f', or of the file system)." : e.Message;
}
