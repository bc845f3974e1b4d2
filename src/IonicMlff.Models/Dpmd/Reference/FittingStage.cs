using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>Fitting nets: E_i = net_t(D, fparam, aparam) [− net_t(0, fparam, aparam)] + bias_t.</summary>
internal sealed class FittingStage
{
    private readonly LayeredNet[] nets;
    private readonly double[] bias;       // per type
    private readonly bool[] subtractVacuum;
    private readonly bool hasParameters;
    private readonly double[] vacuum;     // per type: net_t(0), where there are no parameters
    private readonly double[] descriptor; // put by while net_t(0, …) is evaluated

    public FittingStage(DpmdModel model, int descriptorDim)
    {
        nets = [.. model.Fitting.Select(f => new LayeredNet(f.Layers))];
        bias = model.EnergyBias;
        subtractVacuum = model.SubtractVacuum;
        hasParameters = model.FrameParameters.Count + model.AtomParameters.Count > 0;
        descriptor = new double[descriptorDim];
        vacuum = new double[nets.Length];
        for (int t = 0; t < nets.Length; t++)
        {
            if (subtractVacuum[t] && !hasParameters)
                vacuum[t] = Vacuum(model, t);
        }
    }

    /// <summary>net_t(0) of a model without parameters, eV.</summary>
    public static double Vacuum(DpmdModel model, int t)
    {
        var net = new LayeredNet(model.Fitting[t].Layers);
        net.Compute();
        return net.Output[0];
    }

    /// <summary>Where the descriptor of an atom of type t goes.</summary>
    public Span<double> Descriptor(int t) => nets[t].Input[..descriptor.Length];

    /// <summary>Where its normalised frame and atom parameters go.</summary>
    public Span<double> Parameters(int t) => nets[t].Input[descriptor.Length..];

    /// <summary>Energy of the atom whose descriptor is in place, eV.</summary>
    public double Compute(int t)
    {
        double offset = subtractVacuum[t] && hasParameters ? ComputeVacuum(t) : vacuum[t];
        nets[t].Compute();
        return nets[t].Output[0] - offset + bias[t];
    }

    /// <summary>∂E/∂D of the last <see cref="Compute"/>.</summary>
    public ReadOnlySpan<double> Reverse(int t)
    {
        nets[t].OutputGradient[0] = 1;
        nets[t].Reverse();
        return nets[t].InputGradient[..descriptor.Length];
    }

    // net_t(0, fparam, aparam): the parameters stay, the descriptor is put back
    private double ComputeVacuum(int t)
    {
        Descriptor(t).CopyTo(descriptor);
        Descriptor(t).Clear();
        nets[t].Compute();
        double energy = nets[t].Output[0];
        descriptor.CopyTo(Descriptor(t));
        return energy;
    }
}
