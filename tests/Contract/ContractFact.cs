using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace IonicMlff.Testing;

/// <summary>
/// On a class: the tests that it inherits (<see cref="ContractFactAttribute"/>) are skipped, with the reason, where the static property
/// <paramref name="property"/> of <paramref name="type"/> is a text. Their objects are not made then.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SkippedForAttribute(Type type, string property) : Attribute
{
    /// <summary>Why the tests can't run here; null when they can.</summary>
    public string? Reason => (string?)type.GetProperty(property)!.GetValue(null);
}

/// <summary>A fact of an inherited test class.</summary>
[XunitTestCaseDiscoverer("IonicMlff.Testing." + nameof(ContractFactDiscoverer), "IonicMlff.Testing")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>A theory of an inherited test class.</summary>
[XunitTestCaseDiscoverer("IonicMlff.Testing." + nameof(ContractTheoryDiscoverer), "IonicMlff.Testing")]
public sealed class ContractTheoryAttribute : TheoryAttribute;

/// <summary>Finds the tests of <see cref="ContractFactAttribute"/>.</summary>
public sealed class ContractFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    /// <inheritdoc/>
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        SkippedContract.Of(DiagnosticMessageSink, discoveryOptions, testMethod) ?? base.Discover(discoveryOptions, testMethod, factAttribute);
}

/// <summary>Finds the tests of <see cref="ContractTheoryAttribute"/>.</summary>
public sealed class ContractTheoryDiscoverer(IMessageSink messages) : TheoryDiscoverer(messages)
{
    /// <inheritdoc/>
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        SkippedContract.Of(DiagnosticMessageSink, discoveryOptions, testMethod) ?? base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

internal static class SkippedContract
{
    public static IEnumerable<IXunitTestCase>? Of(IMessageSink messages, ITestFrameworkDiscoveryOptions options, ITestMethod method)
    {
        Type type = method.TestClass.Class.ToRuntimeType();
        var condition = (SkippedForAttribute?)Attribute.GetCustomAttribute(type, typeof(SkippedForAttribute), inherit: true);
        return condition?.Reason is { } reason
            ? [new XunitSkippedDataRowTestCase(messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, reason)]
            : null;
    }
}
