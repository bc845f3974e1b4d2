using Xunit;

namespace IonicMlff.Testing;

/// <summary>Names of test tiers: <c>[Trait(Tier.Name, Tier.Deep)]</c> keeps a slow test out of the ordinary run.</summary>
public static class Tier
{
    /// <summary>Trait name.</summary>
    public const string Name = "Tier";

    /// <summary>Slow checks, run by <c>./run-tests.sh --deep</c>.</summary>
    public const string Deep = "Deep";
}

/// <summary>A fact that is skipped, with the reason, where a program or file is absent.</summary>
public sealed class FactRequiringAttribute : FactAttribute
{
    /// <summary>Needs all of the given programs on PATH or absolute paths to exist.</summary>
    public FactRequiringAttribute(params string[] needed)
    {
        foreach (string n in needed)
        {
            bool there = System.IO.Path.IsPathRooted(n)
                ? File.Exists(n) || Directory.Exists(n)
                : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(System.IO.Path.Combine(d, n)));
            if (!there)
            {
                Skip = $"'{n}' is not on this machine";
            }
        }
    }
}
