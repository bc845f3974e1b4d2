using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Lammps.Native.LammpsLibrary;

namespace Lammps.Sessions;

/// <summary>A callback of <c>fix external</c> as LAMMPS calls it: nothing is thrown through LAMMPS, a failure stops the run instead.</summary>
internal sealed unsafe class NativeForce : IDisposable
{
    private readonly LammpsCalls lammps;
    private readonly string fix;
    private readonly ForceSource source;
    private GCHandle self;

    /// <summary>Hands the callback to LAMMPS.</summary>
    public NativeForce(LammpsCalls lammps, string fix, ForceSource source)
    {
        (this.lammps, this.fix, this.source) = (lammps, fix, source);
        if (lammps_has_id(lammps.Pointer, "fix", fix) == 0)
        {
            throw new LammpsException(LammpsFailure.Usage,
                $"LAMMPS has no fix '{fix}'; define it first, e.g. 'fix {fix} all external pf/callback 1 1'.");
        }

        self = GCHandle.Alloc(this);
        lammps_set_fix_external_callback(lammps.Pointer, fix, &OnForces, (void*)(nint)self);
    }

    /// <summary>Computes forces of the local atoms (zero before); returns false when the run must stop.</summary>
    public delegate bool ForceSource(
        long step, ReadOnlySpan<int> ids, ReadOnlySpan<double> positions, Span<double> forces, Span<double> virial, out double energy);

    /// <inheritdoc/>
    public void Dispose() => self.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnForces(void* context, long step, int atoms, int* ids, double** x, double** f)
    {
        var force = (NativeForce)GCHandle.FromIntPtr((nint)context).Target!;
        var forces = new Span<double>(atoms == 0 ? null : f[0], 3 * atoms);
        forces.Clear();
        double* virial = stackalloc double[6];
        new Span<double>(virial, 6).Clear();
        double energy = 0;
        bool goesOn;
        try
        {
            goesOn = force.source(step, new ReadOnlySpan<int>(ids, atoms), new ReadOnlySpan<double>(atoms == 0 ? null : x[0], 3 * atoms), forces, new Span<double>(virial, 6), out energy);
        }
        catch (Exception)
        {
            goesOn = false; // the source keeps what it has to tell
        }

        if (!goesOn)
        {
            forces.Clear();
            force.lammps.Stop();
            return;
        }

        lammps_fix_external_set_energy_global(force.lammps.Pointer, force.fix, energy);
        lammps_fix_external_set_virial_global(force.lammps.Pointer, force.fix, virial);
    }
}
