using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Models.Tests.Mace.Reference;

/// <summary>Ways to break the contract.</summary>
public enum Defect
{
    None,
    Anisotropic,
    DependsOnOrder,
    DependsOnOrigin,
    WrongForce,
    WrongVirial,
    StepAtCutoff,
    ForgetsExchange,
    InventsExchange,
    SkipsEmptyRank,
    OneImageOnly,
    SeesUnseenAtoms,
    Unrepeatable,
    Overwrites,
    LosesSiteEnergy,
    LosesAtomVirial,
    NeedsAllResults,
    Allocates,
    RefusesNoAtoms,
    KeepsOldResult,
    AcceptsNotANumber,
}

/// <summary>A potential with one defect around a correct one.</summary>
public sealed class BrokenPotential(IPotential inner, Defect defect) : IPotential
{
    public PotentialInfo Info => inner.Info;

    public IEvaluator CreateEvaluator(EvaluatorOptions options) => new BrokenEvaluator(inner.CreateEvaluator(options), defect);
}

internal sealed class BrokenEvaluator(IEvaluator inner, Defect defect) : IEvaluator
{
    private int calls;
    private double[]? oldForces;
    private object? garbage;

    public PotentialInfo Info => inner.Info;

    public void Dispose() => inner.Dispose();

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        calls++;
        if (defect == Defect.RefusesNoAtoms && atoms.LocalCount == 0)
            throw new InvalidOperationException("no atoms");
        if (defect == Defect.NeedsAllResults && results.SiteEnergies.IsEmpty)
            throw new InvalidOperationException("no site energies");
        if (defect == Defect.SkipsEmptyRank && atoms.GhostMode && atoms.LocalCount == 0)
            return;
        if (defect == Defect.AcceptsNotANumber && HasNaN(atoms.Positions))
            return;

        bool replaced = halo is null ? defect == Defect.InventsExchange : defect == Defect.ForgetsExchange;
        inner.Compute(Seen(atoms), ref results, replaced ? new NoExchange() : halo);
        if (atoms.LocalCount > 0)
            Spoil(atoms, ref results);
    }

    private AtomsView Seen(AtomsView atoms) => new()
    {
        LocalCount = atoms.LocalCount,
        GhostCount = atoms.GhostCount,
        Positions = atoms.Positions,
        Species = defect == Defect.SeesUnseenAtoms
            ? Array.ConvertAll(atoms.Species.ToArray(), z => Math.Max(z, 0))
            : atoms.Species,
        Cell = defect == Defect.OneImageOnly && atoms.Cell.Ax < Info.Cutoff ? atoms.Cell with { PeriodicA = false } : atoms.Cell,
        GhostMode = atoms.GhostMode,
        NeighborsChanged = atoms.NeighborsChanged,
        HostSkin = atoms.HostSkin,
    };

    private void Spoil(in AtomsView atoms, ref ResultsView results)
    {
        switch (defect)
        {
            case Defect.Anisotropic:
                results.Energy += 1e-3 * (atoms.Positions[0] - atoms.Positions[3 * (atoms.LocalCount - 1)]);
                break;
            case Defect.DependsOnOrder:
                results.Energy += 1e-3 * atoms.Species[0];
                break;
            case Defect.DependsOnOrigin:
                results.Energy += 1e-3 * atoms.Positions[0];
                break;
            case Defect.WrongForce:
                foreach (ref double f in results.Forces)
                    f *= 1.0001;
                break;
            case Defect.WrongVirial:
                foreach (ref double w in results.Virial)
                    w *= 1.001;
                break;
            case Defect.StepAtCutoff when !atoms.Cell.IsPeriodic:
                results.Energy += 1e-3 * PairsWithin(atoms, Info.Cutoff);
                break;
            case Defect.Unrepeatable:
                results.Forces[0] += 1e-13 * calls;
                break;
            case Defect.Overwrites:
                results.Forces[0] = 0;
                break;
            case Defect.LosesSiteEnergy when !results.SiteEnergies.IsEmpty:
                results.SiteEnergies[0] = 0;
                break;
            case Defect.LosesAtomVirial when !results.AtomVirials.IsEmpty:
                results.AtomVirials[..9].Clear();
                break;
            case Defect.Allocates:
                garbage = new double[1];
                break;
            case Defect.KeepsOldResult when oldForces is not null && oldForces.Length == results.Forces.Length:
                oldForces.CopyTo(results.Forces);
                break;
        }

        if (defect == Defect.KeepsOldResult)
            oldForces = results.Forces.ToArray();
        _ = garbage;
    }

    private static int PairsWithin(in AtomsView atoms, double cutoff)
    {
        int pairs = 0;
        for (int i = 0; i < atoms.LocalCount; i++)
            for (int j = 0; j < i; j++)
            {
                double d2 = 0;
                for (int x = 0; x < 3; x++)
                    d2 += Math.Pow(atoms.Positions[3 * i + x] - atoms.Positions[3 * j + x], 2);
                pairs += d2 < cutoff * cutoff ? 1 : 0;
            }

        return pairs;
    }

    private static bool HasNaN(ReadOnlySpan<double> numbers)
    {
        foreach (double x in numbers)
            if (double.IsNaN(x))
                return true;
        return false;
    }

    private sealed class NoExchange : IHaloExchange
    {
        public void Forward(Span<double> rows, int width)
        {
        }

        public void Reverse(Span<double> rows, int width)
        {
        }
    }
}
