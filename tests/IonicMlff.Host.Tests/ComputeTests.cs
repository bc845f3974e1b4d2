using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IonicMlff.Host.Generated;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>Evaluating through the entry points: wrong arrays, ghost exchange, garbage.</summary>
public sealed unsafe class ComputeTests : IDisposable
{
    private const int Usage = 2, BadData = 65;

    private readonly NativeSystem _system = new();
    private readonly ilmlff_evaluator* _evaluator = Open("PairToy", ["H", "C"]);

    public void Dispose()
    {
        Assert.Equal(0, InProcess.Close(_evaluator));
        _system.Dispose();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void PositionsThatAreNotNumbers(double value)
    {
        for (int k = 0; k < 12; k++) // each lane of the vectorised check, and its rest
        {
            double before = _system.Positions[k];
            _system.Positions[k] = value;
            Refused(BadData, $"The {"xyz"[k % 3]} coordinate of atom {k / 3} (counted from 0) is");
            _system.Positions[k] = before;
        }

        Assert.Equal(0, _system.Compute(_evaluator)); // usable again
    }

    [Fact]
    public void Arguments()
    {
        ilmlff_atoms* a = _system.Arguments;
        a->n_local = -1;
        Refused(Usage, "n_local = -1");
        a->n_local = int.MaxValue;
        Refused(Usage, "n_local = 2147483647");
        a->n_local = NativeSystem.Atoms;
        a->n_ghost = 1;
        Refused(Usage, "ghosts need ghost_mode 1");
        a->n_ghost = 0;
        a->ghost_mode = 2;
        Refused(Usage, "ghost_mode = 2");
        a->ghost_mode = 1;
        a->host_skin = -1;
        Refused(Usage, "host_skin = -1");
        a->ghost_mode = 0;
        _system.Species[2] = 2;
        Refused(Usage, "atom 2 (counted from 0) has species 2; ilmlff_open was given 2 element(s)");
        _system.Species[2] = 0;
        a->species = null;
        Refused(Usage, "species is NULL");
        a->species = _system.Species;
        a->positions = null;
        Refused(Usage, "positions is NULL");
        a->positions = _system.Positions;
        _system.Results->forces = null;
        Refused(Usage, "forces is NULL");
    }

    [Fact]
    public void NoAtomsNeedNoArrays()
    {
        *_system.Arguments = new ilmlff_atoms { struct_size = sizeof(ilmlff_atoms), ghost_mode = 1 };
        *_system.Results = new ilmlff_results { struct_size = sizeof(ilmlff_results), energy = 7 };
        Assert.Equal(0, _system.Compute(_evaluator));
        Assert.Equal(0, _system.Results->energy);
    }

    [Fact]
    public void PerAtomResultsAreAddedOnlyWhereAskedFor()
    {
        Assert.Equal(0, _system.Compute(_evaluator));
        double site = _system.SiteEnergies[1], force = _system.Forces[4];
        Assert.Equal(0, _system.Compute(_evaluator));
        Assert.Equal(2 * site, _system.SiteEnergies[1]);
        Assert.Equal(2 * force, _system.Forces[4]);
        _system.Results->site_energies = null;
        _system.Results->atom_virials = null;
        Assert.Equal(0, _system.Compute(_evaluator));
        Assert.Equal(2 * site, _system.SiteEnergies[1]);
    }

    [Fact]
    public void SpeciesNullIsNotSeen()
    {
        ilmlff_evaluator* partly = Open("TwoLayerToy", ["C", "NULL"]); // atoms 1 and 3
        Assert.Equal(0, _system.Compute(partly));
        Assert.Equal(0, _system.SiteEnergies[1]);
        Assert.Equal(0, _system.Forces[3]);
        Assert.NotEqual(0, _system.SiteEnergies[0]);
        Assert.Equal(0, InProcess.Close(partly));
    }

    [Fact]
    public void AnEvaluatorInUseIsNotEnteredTwice()
    {
        using var ghosts = new NativeSystem(ghosts: 1);
        ilmlff_evaluator* e = Open("TwoLayerToy", ["C", "H"]);
        (_inner, _innerStatus) = ((nint)e, 0);
        var halo = new ilmlff_halo { forward = &ComputeInside, reverse = &ComputeInside };
        ghosts.Arguments->halo = &halo;
        Assert.Equal(0, ghosts.Compute(e));
        Assert.Equal(Usage, _innerStatus);
        Assert.Equal(0, InProcess.Close(e));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void GhostExchangeGivesThePeriodicResult(int neighborsChanged)
    {
        ilmlff_evaluator* e = Open("TwoLayerToy", ["C", "H"]);
        Assert.Equal(0, _system.Compute(e));

        // The same box with its 26 images as ghosts; the exchange copies between owner and images.
        const int Images = 26;
        using var ghosts = new NativeSystem(Images * NativeSystem.Atoms);
        double* h = ghosts.Arguments->cell;
        int g = NativeSystem.Atoms;
        for (int s = 0; s < 27; s++)
        {
            (int a, int b, int c) = (s / 9 - 1, s / 3 % 3 - 1, s % 3 - 1);
            for (int i = 0; i < NativeSystem.Atoms && s != 13; i++, g++)
            {
                for (int k = 0; k < 3; k++)
                    ghosts.Positions[3 * g + k] = ghosts.Positions[3 * i + k] + a * h[k] + b * h[3 + k] + c * h[6 + k];
            }
        }

        var halo = new ilmlff_halo { context = ghosts.Arguments, forward = &CopyToGhosts, reverse = &AddToOwners };
        ghosts.Arguments->neighbors_changed = neighborsChanged; // the first call builds the list in any case
        Assert.Equal(Usage, ghosts.Compute(e));
        Assert.Contains("2 message-passing layers", InProcess.LastError, StringComparison.Ordinal);
        ghosts.Arguments->halo = &halo;
        Assert.Equal(0, ghosts.Compute(e));
        Assert.Equal(_system.Results->energy, ghosts.Results->energy, 12);
        for (int k = 0; k < 9; k++)
            Assert.Equal(_system.Results->virial[k], ghosts.Results->virial[k], 12);
        AddToOwners(ghosts.Arguments, ghosts.Forces, 3, ghosts.Arguments->n_ghost);
        for (int k = 0; k < 12; k++)
            Assert.Equal(_system.Forces[k], ghosts.Forces[k], 12);

        halo.reverse = &Fail;
        Assert.Equal(1, ghosts.Compute(e));
        Assert.Contains("reverse exchange of ghost-atom rows (1 numbers per atom) failed with code 5", InProcess.LastError, StringComparison.Ordinal);
        halo.forward = null;
        Assert.Equal(Usage, ghosts.Compute(e));
        Assert.Contains("halo->forward is NULL", InProcess.LastError, StringComparison.Ordinal);
        Assert.Equal(0, InProcess.Close(e));
    }

    [Fact]
    public void NoGarbagePerCall()
    {
        for (int i = 0; i < 100; i++)
            Assert.Equal(0, _system.Compute(_evaluator));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int failures = 0;
        for (int i = 0; i < 1000; i++)
            failures += _system.Compute(_evaluator);
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0, failures);
        Assert.Equal(0, after - before);
    }

    private static nint _inner;
    private static int _innerStatus;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ComputeInside(void* context, double* rows, int width)
    {
        using var system = new NativeSystem();
        _innerStatus = system.Compute((ilmlff_evaluator*)_inner);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CopyToGhosts(void* context, double* rows, int width)
    {
        int total = NativeSystem.Atoms + ((ilmlff_atoms*)context)->n_ghost;
        for (int g = NativeSystem.Atoms; g < total; g++)
        {
            for (int k = 0; k < width; k++)
                rows[g * width + k] = rows[g % NativeSystem.Atoms * width + k];
        }

        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int AddToOwners(void* context, double* rows, int width)
    {
        AddToOwners((ilmlff_atoms*)context, rows, width, ((ilmlff_atoms*)context)->n_ghost);
        return 0;
    }

    private static void AddToOwners(ilmlff_atoms* atoms, double* rows, int width, int ghosts)
    {
        for (int g = atoms->n_local; g < atoms->n_local + ghosts; g++)
        {
            for (int k = 0; k < width; k++)
                rows[g % atoms->n_local * width + k] += rows[g * width + k];
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Fail(void* context, double* rows, int width) => 5;

    private static ilmlff_evaluator* Open(string toy, string[] elements)
    {
        int status = InProcess.Open(Toys.Named(toy), elements, out ilmlff_evaluator* evaluator);
        Assert.True(status == 0, InProcess.LastError);
        return evaluator;
    }

    private void Refused(int status, string text)
    {
        Assert.Equal(status, _system.Compute(_evaluator));
        Assert.Contains(text, InProcess.LastError, StringComparison.Ordinal);
    }
}
