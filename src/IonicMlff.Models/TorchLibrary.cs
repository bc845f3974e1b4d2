using System.Reflection;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Models;

/// <summary>
/// The back end torch lives in an assembly of its own, which is loaded when it is first asked for: nothing else needs that assembly or
/// libtorch.
/// </summary>
internal static class TorchLibrary
{
    private const string AssemblyName = "IonicMlff.Torch";

    private static readonly Lazy<Func<IPotential, EvaluatorOptions, int, IEvaluator>> Create = new(Load);

    /// <summary>An evaluator of the back end torch.</summary>
    /// <exception cref="IlmlffException">The assembly or libtorch is missing, or the device is not there.</exception>
    public static IEvaluator CreateEvaluator(IPotential potential, EvaluatorOptions options, int head) => Create.Value(potential, options, head);

    private static Func<IPotential, EvaluatorOptions, int, IEvaluator> Load()
    {
        Type backend;
        try
        {
            backend = Assembly.Load(AssemblyName).GetType("IonicMlff.Torch.TorchBackend", throwOnError: true)!;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException)
        {
            throw new IlmlffException(
                ErrorKind.MissingProgram,
                $"The back end 'torch' needs {AssemblyName}.dll, which is not installed beside {typeof(TorchLibrary).Assembly.GetName().Name}.dll. "
                    + "Install all of IonicMlff's assemblies, or use backend 'simd' or 'reference'.",
                e);
        }

        return backend.GetMethod("CreateEvaluator", BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Func<IPotential, EvaluatorOptions, int, IEvaluator>>();
    }
}
