using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary>A theory that is skipped, with the reason, where a program is absent.</summary>
public sealed class TheoryRequiringAttribute : TheoryAttribute
{
    /// <summary>Needs the given programs.</summary>
    public TheoryRequiringAttribute(params string[] needed) => Skip = new FactRequiringAttribute(needed).Skip;
}
