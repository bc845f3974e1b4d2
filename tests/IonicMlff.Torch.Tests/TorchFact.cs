using TorchSharp;
using Xunit;

namespace IonicMlff.Torch.Tests;

/// <summary>Whether torch runs on this machine; tests that need it are skipped with the reason where it does not.</summary>
public static class TorchHere
{
    /// <summary>Null, or why there is no torch.</summary>
    public static string? Missing { get; } = Try();

    private static string? Try()
    {
        try
        {
            torch.zeros(1).Dispose();
            torch.set_num_threads(1);
            return null;
        }
        catch (Exception e)
        {
            return $"no torch on this machine: {(e.InnerException ?? e).Message}";
        }
    }
}

/// <summary>A fact that needs torch.</summary>
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = TorchHere.Missing;
}

/// <summary>A theory that needs torch.</summary>
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchHere.Missing;
}
