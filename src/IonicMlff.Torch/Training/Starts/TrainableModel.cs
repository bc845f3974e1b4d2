using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Torch.Mace;
using IonicMlff.Training.Configuration.Plan;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Starts;

/// <summary>Definitions of either architecture as differentiable models, and back into files.</summary>
public static class TrainableModel
{
    /// <summary>A MACE model.</summary>
    public static DifferentiableModel Of(MaceModel definition, DevicePlan where) =>
        new MaceModule(definition, TypeOf(where), DeviceOf(where));

    /// <summary>A Deep Potential.</summary>
    public static DifferentiableModel Of(DpmdModel definition, DevicePlan where) =>
        new DpmdModule(definition, TypeOf(where), DeviceOf(where));

    /// <summary>Writes a model with its present weights into our file, with so many golden frames for each head.</summary>
    public static void Write(DifferentiableModel model, string path, ModelFacts facts, int goldenFrames = GoldenFrames.Usual)
    {
        using DisposeScope scope = NewDisposeScope();
        switch (model)
        {
            case MaceModule mace:
                ModelFile.Write(path, mace.ToDefinition(), facts, goldenFrames);
                break;
            case DpmdModule deepmd:
                ModelFile.Write(path, deepmd.ToDefinition(), facts, goldenFrames);
                break;
            default:
                throw new ArgumentException($"There is no file for a {model.GetType().Name}.", nameof(model));
        }
    }

    private static ScalarType TypeOf(DevicePlan where) =>
        where.Precision == TrainingPrecision.Float32 ? ScalarType.Float32 : ScalarType.Float64;

    private static Device DeviceOf(DevicePlan where)
    {
        var device = new Device(where.Device);
        if (device.type != DeviceType.CPU && !cuda.is_available())
        {
            throw new IlmlffException(ErrorKind.MissingProgram, $"The device {where.Device} is asked for, but libtorch finds no CUDA device here. Use "
                + "device: cpu, or a libtorch with CUDA (ILMLFF_LIBTORCH names its folder).");
        }

        return device;
    }
}
