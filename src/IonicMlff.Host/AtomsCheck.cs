using System.Numerics;
using System.Runtime.InteropServices;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host;

/// <summary>Refuses what no evaluator can work with, before a span is laid over the caller's memory.</summary>
internal sealed unsafe class AtomsCheck(PotentialInfo info)
{
    /// <summary>Nine numbers per atom have to fit into one span.</summary>
    private const int MaxAtoms = int.MaxValue / 9;

    public void Arrays(ilmlff_atoms* atoms, ilmlff_results* results)
    {
        if (atoms->n_local < 0 || atoms->n_ghost < 0 || (long)atoms->n_local + atoms->n_ghost > MaxAtoms)
        {
            throw IlmlffException.Usage(
                $"ilmlff_compute: n_local = {atoms->n_local} and n_ghost = {atoms->n_ghost}; neither may be negative and their sum is at most {MaxAtoms}.");
        }

        if (atoms->ghost_mode is not (0 or 1) || (atoms->ghost_mode == 0 && atoms->n_ghost > 0))
        {
            throw IlmlffException.Usage(
                $"ilmlff_compute: ghost_mode = {atoms->ghost_mode} with n_ghost = {atoms->n_ghost}; ghosts need ghost_mode 1, and it is 0 or 1.");
        }

        int total = atoms->n_local + atoms->n_ghost;
        if (total > 0)
        {
            NotNull(atoms->positions, "positions");
            NotNull(atoms->species, "species");
            NotNull(results->forces, "forces");
        }

        if (atoms->ghost_mode == 1 && !(atoms->host_skin >= 0 && double.IsFinite(atoms->host_skin)))
            throw IlmlffException.Usage($"ilmlff_compute: host_skin = {atoms->host_skin}; a length in Å, at least 0, is expected.");

        if (atoms->n_ghost > 0 && atoms->halo == null && info.MessagePassingLayers > 1)
        {
            throw IlmlffException.Usage(
                $"The model has {info.MessagePassingLayers} message-passing layers: with ghost atoms the host must exchange features between "
                + "layers (ilmlff_atoms.halo), and this one does not. Run on one rank without ghosts, or use a host that does.");
        }

        Positions(new ReadOnlySpan<double>(atoms->positions, 3 * total), atoms->n_local);
    }

    /// <summary>A total that is not a number must not reach an integrator.</summary>
    public static void Energy(double energy)
    {
        if (!double.IsFinite(energy))
        {
            throw IlmlffException.BadData(
                $"The energy is {energy}: two atoms probably lie on top of each other, or atoms have flown apart. Look at the starting structure, "
                + "minimise it first, or use a shorter time step.");
        }
    }

    public static IlmlffException UnknownSpecies(int atom, int local, int species, int count) =>
        IlmlffException.Usage($"ilmlff_compute: {Name(atom, local)} has species {species}; ilmlff_open was given {count} element(s), so 0 to {count - 1} are known.");

    private static void NotNull(void* pointer, string name)
    {
        if (pointer == null)
            throw IlmlffException.Usage($"ilmlff_compute: {name} is NULL.");
    }

    private static void Positions(ReadOnlySpan<double> positions, int local)
    {
        // x - x is 0 for finite x and NaN otherwise, so one sum tells for all.
        ReadOnlySpan<Vector<double>> blocks = MemoryMarshal.Cast<double, Vector<double>>(positions);
        Vector<double> sum = Vector<double>.Zero;
        foreach (Vector<double> x in blocks)
            sum += x - x;
        double rest = Vector.Sum(sum);
        for (int i = blocks.Length * Vector<double>.Count; i < positions.Length; i++)
            rest += positions[i] - positions[i];
        if (rest == 0)
            return;

        for (int i = 0; i < positions.Length; i++)
        {
            if (!double.IsFinite(positions[i]))
            {
                throw IlmlffException.BadData(
                    $"The {"xyz"[i % 3]} coordinate of {Name(i / 3, local)} is {positions[i]}. The run has blown up: look at the starting structure, "
                    + "minimise it first, or use a shorter time step.");
            }
        }
    }

    private static string Name(int atom, int local) => atom < local ? $"atom {atom} (counted from 0)" : $"ghost atom {atom - local} (counted from 0)";
}
