using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.ToyPotentials;

/// <summary>Survives the warm-up (12 atoms), then fails on fewer atoms as buggy code does.</summary>
public sealed class BuggyToy() : Toy(4.0, layers: 1)
{
    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
        if (atoms.LocalCount < 12)
            throw new InvalidOperationException("a bug in the potential: Ångström ≠ nm");
    }
}

/// <summary>Refuses small systems with an error meant for the user.</summary>
public sealed class RefusingToy() : Toy(4.0, layers: 1)
{
    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
        if (atoms.LocalCount < 12)
            throw IlmlffException.BadData("fewer than 12 atoms");
    }
}

/// <summary>Divides by zero on the way, as table look-ups and masks do; its energy is 1 eV per atom.</summary>
public sealed class DividingToy() : Toy(4.0, layers: 1)
{
    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
        double zero = results.Energy;
        double inverse = 1.0 / zero, root = Math.Sqrt(inverse * -1), product = zero * inverse;
        results.Energy = double.IsNaN(root) && double.IsNaN(product) ? atoms.LocalCount : inverse;
    }
}

/// <summary>Overlapping atoms: the energy is not a number.</summary>
public sealed class NotANumberToy() : Toy(4.0, layers: 1)
{
    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo) =>
        results.Energy = atoms.LocalCount < 12 ? double.NaN : 0;
}

/// <summary>The force on the first atom is not a number; its energy is.</summary>
public sealed class NotANumberForceToy() : Toy(4.0, layers: 1)
{
    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
        if (atoms.LocalCount > 0)
        {
            results.Forces[0] = double.NaN;
        }
    }
}

/// <summary>Can't be created.</summary>
public sealed class NoSuchFileToy : Toy
{
    /// <summary>Fails.</summary>
    public NoSuchFileToy() : base(4.0, 1) => throw new FileNotFoundException("table.txt is missing");

    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
    }
}
