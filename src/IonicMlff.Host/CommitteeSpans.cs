using System.Globalization;
using IonicMlff.Core.Committees;
using IonicMlff.Core.Errors;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host;

/// <summary>The caller's arrays for the members of a committee, checked before a span is laid over them.</summary>
internal static unsafe class CommitteeSpans
{
    /// <summary>True when the results of every member are wanted.</summary>
    /// <exception cref="IlmlffException">Some of the arrays are NULL, or they are too long for a span.</exception>
    public static bool Wanted(ilmlff_results* results, int members, int atoms)
    {
        int given = (results->member_energies == null ? 0 : 1) + (results->member_virials == null ? 0 : 1) + (results->member_forces == null ? 0 : 1);
        if (given == 0 || (given == 2 && results->member_forces == null && atoms == 0))
            return given > 0;
        if (given < 3)
            throw IlmlffException.Usage("ilmlff_compute: member_energies, member_virials and member_forces go together; some of them are NULL.");
        if (3L * atoms * members > int.MaxValue)
            throw IlmlffException.Usage($"ilmlff_compute: {members} models of {atoms} atoms are too many for one rank; use more ranks.");
        return true;
    }

    public static MembersView Of(ilmlff_results* results, int members, int atoms) => new()
    {
        Energies = new Span<double>(results->member_energies, members),
        Virials = new Span<double>(results->member_virials, 9 * members),
        Forces = new Span<double>(results->member_forces, 3 * atoms * members),
    };

    /// <summary>Level of a relative deviation; NaN stands for none.</summary>
    public static double? Level(double level) => double.IsNaN(level) ? null
        : level >= 0 && double.IsFinite(level) ? level
        : throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"The level of a relative deviation is {level}; expected is a number of at least 0."));

    public static void CheckForces(double* forces, int members, long stride, long atoms, double* deviations)
    {
        if (members < 1 || atoms < 0 || stride < 3 * atoms || (atoms > 0 && (forces == null || deviations == null)) || members * stride > int.MaxValue)
        {
            throw IlmlffException.Usage(
                $"ilmlff_force_deviations: {members} members with {stride} numbers each for {atoms} atoms, or an array is NULL; expected are at least one "
                + $"member, three numbers per atom and at most {int.MaxValue} numbers in all.");
        }
    }

    public static void CheckVirials(double* virials, int members, long atoms, double* deviations)
    {
        if (members is < 1 or > 1 << 20 || atoms < 1 || virials == null || deviations == null)
        {
            throw IlmlffException.Usage(
                $"ilmlff_virial_deviations: {members} members and {atoms} atoms, or an array is NULL; expected are at least one of each.");
        }
    }
}
