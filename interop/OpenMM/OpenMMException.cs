namespace OpenMM;

/// <summary>OpenMM refused or failed; the message is OpenMM's own text, or names what is missing and the cure.</summary>
public sealed class OpenMMException : Exception
{
    public OpenMMException()
    {
    }

    public OpenMMException(string message)
        : base(message)
    {
    }

    public OpenMMException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
