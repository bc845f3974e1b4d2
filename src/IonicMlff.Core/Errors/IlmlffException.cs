namespace IonicMlff.Core.Errors;

/// <summary>What went wrong, as an exit code of the tool (design: 1, 2, 65, 69, 130).</summary>
public enum ErrorKind
{
    /// <summary>The work failed (exit code 1).</summary>
    Failed = 1,

    /// <summary>Wrong call, unknown word or option (exit code 2).</summary>
    Usage = 2,

    /// <summary>Bad data: a file or frame that can't be used (exit code 65).</summary>
    BadData = 65,

    /// <summary>A needed program or library is missing (exit code 69).</summary>
    MissingProgram = 69,
}

/// <summary>
/// An error meant for the user: the message names the thing, the value met, what was expected and the cure.
/// </summary>
public sealed class IlmlffException : Exception
{
    /// <summary>Creates an error of the given kind.</summary>
    public IlmlffException(ErrorKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>Class of the error; decides the exit code.</summary>
    public ErrorKind Kind { get; }

    /// <summary>A wrong word or option.</summary>
    public static IlmlffException Usage(string message) => new(ErrorKind.Usage, message);

    /// <summary>A file or frame that can't be used.</summary>
    public static IlmlffException BadData(string message, Exception? inner = null) => new(ErrorKind.BadData, message, inner);
}
