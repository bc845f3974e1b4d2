using System.Runtime.InteropServices;
using System.Text;

namespace OpenMM;

/// <summary>How far apart the members of a committee are.</summary>
/// <param name="Virial">Standard deviation of each component of the virial per atom, eV; 3 x 3.</param>
/// <param name="Atoms">Standard deviation of each atom's force, eV/Å.</param>
/// <param name="Particles">Particle of the System that each of these atoms is.</param>
public sealed record ModelDeviation(double[] Virial, double[] Atoms, int[] Particles);

/// <summary>What an <see cref="IlmlffForce"/> knows beyond energies and forces.</summary>
public static unsafe class IlmlffResults
{
    private static readonly Lazy<nint> Plugin = new(() => NativeLibrary.Load(IlmlffForce.PluginFile));

    /// <summary>
    /// Virial of a context's IlmlffForces at its present positions: W = sum of r (x) f = -dE/dstrain, 3 x 3, kJ/mol. Costs one evaluation.
    /// </summary>
    /// <exception cref="OpenMMException">There is no such force, or the evaluation failed.</exception>
    public static double[] Virial(Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var virial = new double[9];
        var inspect = (delegate* unmanaged[Cdecl]<long, double*, byte*, int, int>)Function("ilmlff_openmm_inspect");
        fixed (double* v = virial)
        {
            double* first = v;
            int forces = Call(context, (address, text, capacity) => inspect(address, first, (byte*)text, capacity));
            return forces > 0 ? virial : throw new OpenMMException("The context's System has no IlmlffForce.");
        }
    }

    /// <summary>Evaluates all members of a context's committee at its present positions.</summary>
    /// <exception cref="OpenMMException">There is no committee, or the evaluation failed.</exception>
    public static ModelDeviation Deviation(Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int room = context.System.Forces.Count, count = context.ParticleCount;
        var owners = new nint[room];
        var models = new int[room];
        (double[] virial, double[] atoms, int[] particles) = (new double[9], new double[count], new int[count]);
        var list = (delegate* unmanaged[Cdecl]<long, nint*, int*, int, byte*, int, int>)Function("ilmlff_openmm_forces");
        var deviate = (delegate* unmanaged[Cdecl]<long, nint, double, double, double*, double*, int*, byte*, int, int>)Function("ilmlff_openmm_deviation");
        fixed (nint* o = owners)
        fixed (int* m = models, p = particles)
        fixed (double* v = virial, a = atoms)
        {
            nint* o1 = o;
            int* m1 = m, p1 = p;
            double* v1 = v, a1 = a;
            Call(context, (address, text, capacity) => list(address, o1, m1, room, (byte*)text, capacity));
            int committee = Array.FindIndex(models, n => n > 1);
            if (committee < 0)
                throw new OpenMMException("A deviation is that of two or more models, and no IlmlffForce of the context has them.");
            nint owner = owners[committee];
            int n = Call(context, (address, text, capacity) => deviate(address, owner, double.NaN, double.NaN, v1, a1, p1, (byte*)text, capacity));
            return new ModelDeviation(virial, atoms[..n], particles[..n]);
        }
    }

    private static nint Function(string name) => NativeLibrary.TryGetExport(Plugin.Value, name, out nint function)
        ? function
        : throw new OpenMMException($"{IlmlffForce.PluginFile} is of another version ({name} is missing); build it again with native/build.sh.");

    // The plugin's functions return -1 and leave a text when they fail.
    private static int Call(Context context, Func<long, nint, int, int> function)
    {
        var text = new byte[8192];
        fixed (byte* p = text)
        {
            nint at = (nint)p;
            int result = context.WithAddress(address => function(address, at, text.Length));
            return result >= 0 ? result : throw new OpenMMException(Encoding.UTF8.GetString(text.AsSpan(0, text.AsSpan().IndexOf((byte)0))));
        }
    }
}
