using System.Runtime.InteropServices;
using System.Text;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host.Tests;

/// <summary>The table of entry points as native code sees it, called in this process.</summary>
internal static unsafe class InProcess
{
    private static readonly ilmlff_api* Api = Fill();

    public delegate void OptionsChange(ref ilmlff_open_options options);

    public static int Open(string model, string[] elements, out ilmlff_evaluator* evaluator, OptionsChange? change = null) =>
        Open([model], elements, out evaluator, change);

    public static int Open(string[] models, string[] elements, out ilmlff_evaluator* evaluator, OptionsChange? change = null)
    {
        var text = new List<nint>();
        byte* Utf8(string s)
        {
            text.Add(Marshal.StringToCoTaskMemUTF8(s));
            return (byte*)text[^1];
        }

        byte** symbols = stackalloc byte*[elements.Length];
        for (int i = 0; i < elements.Length; i++)
            symbols[i] = Utf8(elements[i]);
        byte** names = stackalloc byte*[models.Length];
        for (int k = 0; k < models.Length; k++)
            names[k] = Utf8(models[k]);
        var options = new ilmlff_open_options
        {
            struct_size = sizeof(ilmlff_open_options),
            models = names,
            model_count = models.Length,
            threads = 1,
            elements = symbols,
            element_count = elements.Length,
            skin = -1,
            total_charge = double.NaN,
            total_spin = double.NaN,
        };
        change?.Invoke(ref options);
        ilmlff_evaluator* opened;
        int status = Api->open(&options, &opened);
        evaluator = opened;
        text.ForEach(Marshal.FreeCoTaskMem);
        return status;
    }

    public static int Describe(ilmlff_evaluator* evaluator, ilmlff_model_info* info) => Api->describe(evaluator, info);

    public static int Compute(ilmlff_evaluator* evaluator, ilmlff_atoms* atoms, ilmlff_results* results) => Api->compute(evaluator, atoms, results);

    public static int ForceDeviations(double[] forces, int members, long stride, long atoms, double level, double[] deviations)
    {
        fixed (double* f = forces, d = deviations)
        {
            return Api->force_deviations(f, members, stride, atoms, level, d);
        }
    }

    public static int VirialDeviations(double[] virials, int members, long atoms, double level, double[] deviations)
    {
        fixed (double* v = virials, d = deviations)
        {
            return Api->virial_deviations(v, members, atoms, level, d);
        }
    }

    public static int Close(ilmlff_evaluator* evaluator) => Api->close(evaluator);

    public static void SetLog(delegate* unmanaged[Cdecl]<void*, int, byte*, void> log) => Api->set_log(log, null);

    public static string LastError
    {
        get
        {
            var buffer = new byte[Api->last_error(null, 0) + 1];
            fixed (byte* p = buffer)
            {
                Api->last_error(p, buffer.Length);
            }

            return Encoding.UTF8.GetString(buffer, 0, buffer.Length - 1);
        }
    }

    private static ilmlff_api* Fill()
    {
        var table = (ilmlff_api*)NativeMemory.Alloc((nuint)sizeof(ilmlff_api));
        HostApi.FillTable(new Span<byte>(table, sizeof(ilmlff_api)));
        return table;
    }
}

/// <summary>Four atoms in native memory, as a host would hold them.</summary>
internal sealed unsafe class NativeSystem : IDisposable
{
    public const int Atoms = 4;

    private readonly double* _numbers;

    /// <summary>Room for <paramref name="ghosts"/> ghost atoms behind the four.</summary>
    public NativeSystem(int ghosts = 0)
    {
        int total = Atoms + ghosts;
        _numbers = (double*)NativeMemory.AllocZeroed((nuint)(3 + 3 + 9 + 1 + 1) * (nuint)total, sizeof(double));
        Positions = _numbers;
        Forces = Positions + 3 * total;
        AtomVirials = Forces + 3 * total;
        SiteEnergies = AtomVirials + 9 * total;
        Species = (int*)(SiteEnergies + total);
        ((ReadOnlySpan<double>)[0.1, 0.2, 0.3, 2.9, 0.4, 0.2, 0.3, 3.1, 0.5, 2.7, 3.0, 3.3]).CopyTo(new Span<double>(Positions, 12));
        for (int i = 0; i < total; i++)
            Species[i] = i % 2;

        Arguments = (ilmlff_atoms*)NativeMemory.AllocZeroed((nuint)sizeof(ilmlff_atoms));
        Arguments->struct_size = sizeof(ilmlff_atoms);
        Arguments->n_local = Atoms;
        Arguments->n_ghost = ghosts;
        Arguments->ghost_mode = ghosts > 0 ? 1 : 0;
        Arguments->positions = Positions;
        Arguments->species = Species;
        ((ReadOnlySpan<double>)[6.5, 0, 0, 0.7, 6.8, 0, -0.4, 0.5, 7.1]).CopyTo(new Span<double>(Arguments->cell, 9));
        for (int k = 0; k < 3; k++)
            Arguments->periodic[k] = 1;
        Results = (ilmlff_results*)NativeMemory.AllocZeroed((nuint)sizeof(ilmlff_results));
        Results->struct_size = sizeof(ilmlff_results);
        Results->forces = Forces;
        Results->site_energies = SiteEnergies;
        Results->atom_virials = AtomVirials;
    }

    public double* Positions { get; }

    public double* Forces { get; }

    public double* AtomVirials { get; }

    public double* SiteEnergies { get; }

    public int* Species { get; }

    public ilmlff_atoms* Arguments { get; }

    public ilmlff_results* Results { get; }

    public int Compute(ilmlff_evaluator* evaluator) => InProcess.Compute(evaluator, Arguments, Results);

    public void Dispose()
    {
        NativeMemory.Free(_numbers);
        NativeMemory.Free(Arguments);
        NativeMemory.Free(Results);
    }
}
