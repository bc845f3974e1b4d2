using IonicMlff.Testing;
using TorchSharp;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>Runs of the trainer share processor cores and libtorch's number of threads: one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TrainingRuns
{
    public const string Name = "training runs";
}

/// <summary>A fact that is skipped, with the reason, where torch does not run or a program is absent.</summary>
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute(params string[] programs) => Skip = TorchHere.Missing ?? new FactRequiringAttribute(programs).Skip;
}

/// <summary>As <see cref="TorchFactAttribute"/>.</summary>
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute(params string[] programs) => Skip = TorchHere.Missing ?? new FactRequiringAttribute(programs).Skip;
}

internal static class TorchHere
{
    /// <summary>Null, or why there is no torch.</summary>
    public static string? Missing { get; } = Try();

    private static string? Try()
    {
        try
        {
            torch.zeros(1).Dispose();
            return null;
        }
        catch (Exception e)
        {
            return $"no torch on this machine: {(e.InnerException ?? e).Message}";
        }
    }
}
