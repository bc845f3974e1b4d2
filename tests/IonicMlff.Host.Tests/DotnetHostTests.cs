using IonicMlff.Host.Generated;
using IonicMlff.Interop.Bridge;
using Xunit;
using Bridge = IonicMlff.Interop.Bridge;

namespace IonicMlff.Host.Tests;

/// <summary>A C# program that loads libilmlff.so hands over its own entry points, and the library calls back into this process.</summary>
[Collection(NativeBuild.Collection)]
public sealed unsafe class DotnetHostTests(NativeBuild native)
{
    [Fact]
    public void SetApiSharesTheAssemblies()
    {
        _ = native;
        IlmlffLibrary.Use(NativeBuild.Library);
        Assert.Equal(Bridge.Ilmlff.ILMLFF_ABI_VERSION, Bridge.Ilmlff.ilmlff_abi_version());
        Assert.Equal((int)Bridge.ilmlff_status.ILMLFF_USAGE, Bridge.Ilmlff.ilmlff_compute(null, null, null));
        Assert.Contains(".NET is not started", IlmlffLibrary.LastError, StringComparison.Ordinal);

        byte[] table = new byte[HostApi.TableSize];
        HostApi.FillTable(table);
        fixed (byte* p = table)
        {
            Assert.Equal((int)Bridge.ilmlff_status.ILMLFF_USAGE, Bridge.Ilmlff.ilmlff_set_api(p, table.Length - 8));
            Assert.Contains("different versions", IlmlffLibrary.LastError, StringComparison.Ordinal);
            Assert.Equal(0, Bridge.Ilmlff.ilmlff_set_api(p, table.Length));
            Assert.Equal((int)Bridge.ilmlff_status.ILMLFF_USAGE, Bridge.Ilmlff.ilmlff_set_api(p, table.Length));
        }

        Assert.Equal(0, Bridge.Ilmlff.ilmlff_start(null)); // nothing left to do

        // One copy of the assemblies: a handle opened here is good over there.
        Assert.Equal(0, InProcess.Open(Toys.Named("PairToy"), ["H", "C"], out Generated.ilmlff_evaluator* e));
        using var system = new NativeSystem();
        Assert.Equal(0, system.Compute(e));
        double energy = system.Results->energy;
        Assert.Equal(0, Bridge.Ilmlff.ilmlff_compute((Bridge.ilmlff_evaluator*)e, (Bridge.ilmlff_atoms*)system.Arguments, (Bridge.ilmlff_results*)system.Results));
        Assert.Equal(energy, system.Results->energy);
        Assert.Equal(0, Bridge.Ilmlff.ilmlff_close((Bridge.ilmlff_evaluator*)e));
        Assert.Equal((int)Bridge.ilmlff_status.ILMLFF_USAGE, InProcess.Close(e));
    }
}
