using IonicMlff.Core.Errors;
using Xunit;

namespace IonicMlff.Host.Tests;

public sealed class HandleTableTests
{
    private readonly HandleTable<string> _table = new();

    [Fact]
    public void ManyHandlesAreToldApart()
    {
        nint[] handles = [.. Enumerable.Range(0, 100).Select(i => _table.Add($"{i}"))];
        Assert.Equal(100, handles.Distinct().Count());
        Assert.Equal("41", _table.Remove(handles[41], "f"));
        nint reused = _table.Add("new");
        Assert.Equal("new", _table.Get(reused, "f"));
        Assert.Contains("closed already", Assert.Throws<IlmlffException>(() => _table.Get(handles[41], "f")).Message, StringComparison.Ordinal);
        Assert.Equal("42", _table.Get(handles[42], "f"));
    }

    [Theory]
    [InlineData(0, "is NULL")]
    [InlineData(1, "not a handle")]
    [InlineData(0x7fff_1234_5678, "not a handle")]
    [InlineData(-1, "not a handle")]
    [InlineData(0x494C_0000_0100_0000, "closed already")]
    [InlineData(0x494C_0000_00ff_ffff, "not a handle")]
    public void WhatIsNoHandleIsRefused(long number, string text)
    {
        var e = Assert.Throws<IlmlffException>(() => _table.Get((nint)number, "f"));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
    }
}
