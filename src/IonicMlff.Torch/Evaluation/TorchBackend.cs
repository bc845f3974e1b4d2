using System.Runtime.InteropServices;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Mace;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Torch.Mace;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>Makes evaluators of the back end torch; IonicMlff.Models finds this class by its name when that is asked for.</summary>
public static class TorchBackend
{
    /// <summary>Name of the back end.</summary>
    public const string Name = "torch";

    /// <summary>An evaluator for one head of a potential whose options have been checked.</summary>
    /// <exception cref="IlmlffException">libtorch is missing, the GPU asked for is not there, or the model has no torch module.</exception>
    public static IEvaluator CreateEvaluator(IPotential potential, EvaluatorOptions options, int head)
    {
        FittingParameters? parameters = potential is DpmdPotential deepmd ? new(deepmd.Model, options) : null;
        Device device = Find(options.Device);
        ScalarType dtype = options.Precision == Precision.Mixed ? ScalarType.Float32 : ScalarType.Float64;
        set_num_threads(options.Threads);
        DifferentiableModel model = potential switch
        {
            MacePotential mace => new MaceModule(mace.Model, dtype, device),
            DpmdPotential dpmd => new DpmdModule(dpmd.Model, dtype, device),
            _ => throw IlmlffException.Usage(
                $"The back end 'torch' can't evaluate a {potential.Info.Architecture} model. Use backend 'simd' or 'reference'."),
        };
        foreach (ModelParameter parameter in model.Parameters)
            parameter.IsTrainable = false;
        double[] inputs = [.. model.Geometry.FrameInputs.Select(i => i.Key switch
        {
            "total_charge" => options.TotalCharge ?? i.Value,
            "total_spin" => options.TotalSpin ?? i.Value,
            _ => i.Value,
        })];
        return new TorchEvaluator(model, options, head, inputs, parameters);
    }

    /// <summary>The device of a name, after a look whether libtorch and the device are there.</summary>
    /// <exception cref="IlmlffException">libtorch can't be loaded, or there is no such GPU.</exception>
    public static Device Find(string name)
    {
        bool hasCuda;
        int count;
        try
        {
            zeros(1).Dispose();
            hasCuda = cuda.is_available();
            count = hasCuda ? cuda.device_count() : 0;
        }
        catch (Exception e) when (Cause(e) is DllNotFoundException or NotSupportedException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new IlmlffException(ErrorKind.MissingProgram, $"The back end 'torch' can't start: {Cause(e).Message}", e);
        }

        if (name == "cpu")
            return CPU;
        if (!hasCuda)
        {
            throw IlmlffException.Usage(
                $"Device '{name}' is asked for, but this libtorch has no CUDA or finds no GPU. Use device 'cpu', or set ILMLFF_LIBTORCH to a libtorch "
                + "built for CUDA on a machine with an NVIDIA GPU.");
        }

        int number = name.Length > 5 ? int.Parse(name.AsSpan(5)) : 0;
        return number < count ? new Device(DeviceType.CUDA, number)
            : throw IlmlffException.Usage($"Device '{name}' is asked for, but there {(count == 1 ? "is 1 GPU" : $"are {count} GPUs")}: cuda:0{(count > 1 ? $" to cuda:{count - 1}" : "")}.");
    }

    private static Exception Cause(Exception e)
    {
        while (e is TypeInitializationException { InnerException: { } inner })
            e = inner;
        return e;
    }
}
