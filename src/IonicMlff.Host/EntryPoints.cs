using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using IonicMlff.Core.Committees;
using IonicMlff.Core.Errors;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host;

/// <summary>
/// What libilmlff.so calls. Every entry catches everything: an exception that leaves managed code ends the host program.
/// </summary>
internal static unsafe class EntryPoints
{
    private static readonly HandleTable<HostEvaluator> Evaluators = new();

    /// <summary>Fills the table of entry points; found by name, so it keeps its name and signature in every version.</summary>
    [UnmanagedCallersOnly]
    internal static int GetApi(ilmlff_api* table) => Fill(table);

    /// <summary>As <see cref="GetApi"/>, for callers in C#.</summary>
    internal static int Fill(ilmlff_api* table)
    {
        bool sameLayout = table->struct_size == sizeof(ilmlff_api) && table->abi_version == Ilmlff.ILMLFF_ABI_VERSION;
        table->abi_version = Ilmlff.ILMLFF_ABI_VERSION;
        if (!sameLayout)
            return (int)ilmlff_status.ILMLFF_FAILED; // the fields below may lie elsewhere; the caller words the error

        table->open = &Open;
        table->describe = &Describe;
        table->compute = &Compute;
        table->close = &Close;
        table->last_error = &LastError;
        table->set_log = &SetLog;
        table->force_deviations = &ForceDeviations;
        table->virial_deviations = &VirialDeviations;
        return (int)ilmlff_status.ILMLFF_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(ilmlff_open_options* options, ilmlff_evaluator** evaluator)
    {
        try
        {
            if (options == null || evaluator == null)
                throw IlmlffException.Usage($"ilmlff_open: {(options == null ? "options" : "evaluator")} is NULL.");

            *evaluator = null;
            StructSize.Check("ilmlff_open", nameof(ilmlff_open_options), options->struct_size, sizeof(ilmlff_open_options));
            *evaluator = (ilmlff_evaluator*)Evaluators.Add(HostEvaluator.Open(OpenRequest.Read(options)));
            return (int)ilmlff_status.ILMLFF_OK;
        }
        catch (Exception e)
        {
            return ErrorText.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Describe(ilmlff_evaluator* evaluator, ilmlff_model_info* info)
    {
        try
        {
            if (info == null)
                throw IlmlffException.Usage("ilmlff_describe: info is NULL.");

            StructSize.Check("ilmlff_describe", nameof(ilmlff_model_info), info->struct_size, sizeof(ilmlff_model_info));
            Evaluators.Get((nint)evaluator, "ilmlff_describe").Describe(info);
            return (int)ilmlff_status.ILMLFF_OK;
        }
        catch (Exception e)
        {
            return ErrorText.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Compute(ilmlff_evaluator* evaluator, ilmlff_atoms* atoms, ilmlff_results* results)
    {
        try
        {
            if (atoms == null || results == null)
                throw IlmlffException.Usage($"ilmlff_compute: {(atoms == null ? "atoms" : "results")} is NULL.");

            StructSize.Check("ilmlff_compute", nameof(ilmlff_atoms), atoms->struct_size, sizeof(ilmlff_atoms));
            StructSize.Check("ilmlff_compute", nameof(ilmlff_results), results->struct_size, sizeof(ilmlff_results));
            Evaluators.Get((nint)evaluator, "ilmlff_compute").Compute(atoms, results);
            return (int)ilmlff_status.ILMLFF_OK;
        }
        catch (Exception e)
        {
            return ErrorText.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(ilmlff_evaluator* evaluator)
    {
        try
        {
            HostEvaluator closing = Evaluators.Get((nint)evaluator, "ilmlff_close");
            closing.Occupy("ilmlff_close"); // for good
            Evaluators.Remove((nint)evaluator, "ilmlff_close").Dispose();
            return (int)ilmlff_status.ILMLFF_OK;
        }
        catch (Exception e)
        {
            return ErrorText.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ForceDeviations(double* forces, int members, long stride, long atoms, double level, double* deviations)
    {
        try
        {
            CommitteeSpans.CheckForces(forces, members, stride, atoms, deviations);
            Deviation.Forces(
                new ReadOnlySpan<double>(forces, checked((int)(members * stride))), members, (int)stride, CommitteeSpans.Level(level),
                new Span<double>(deviations, (int)atoms));
            return (int)ilmlff_status.ILMLFF_OK;
        }
        catch (Exception e)
        {
            return ErrorText.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int VirialDeviations(double* virials, int members, long atoms, double level, double* deviations)
    {
        try
        {
            CommitteeSpans.CheckVirials(virials, members, atoms, deviations);
            Deviation.Virial(
                new ReadOnlySpan<double>(virials, 9 * members), members, atoms, CommitteeSpans.Level(level), new Span<double>(deviations, 9));
            return (int)ilmlff_status.ILMLFF_OK;
        }
        catch (Exception e)
        {
            return ErrorText.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long LastError(byte* buffer, long capacity)
    {
        try
        {
            string text = ErrorText.Last;
            if (buffer != null && capacity > 0)
                Utf8Field.Write(new Span<byte>(buffer, (int)Math.Min(capacity, int.MaxValue)), text);
            return Encoding.UTF8.GetByteCount(text);
        }
        catch (Exception)
        {
            return 0; // nowhere left to report to
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SetLog(delegate* unmanaged[Cdecl]<void*, int, byte*, void> log, void* context) =>
        HostLog.Set(log, context);
}
