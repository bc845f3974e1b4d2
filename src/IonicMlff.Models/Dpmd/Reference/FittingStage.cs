using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>Fitting nets: E_i = net_t(D, fparam, aparam) [− net_t(0, fparam, aparam)] + bias_t.</summary>
internal sealed class FittingStage
{
    private readonly LayeredNet[] nets;
    private readonly double[] constant; // per type: bias, and minus the vacuum value where the model subtracts it
    private readonly int descriptorDim;

    public FittingStage(DpmdModel model, int descriptorDim, ReadOnlySpan<double> parameters)
    {
        this.descriptorDim = descriptorDim;
        nets = [.. model.Fitting.Select(f => new LayeredNet(f.Layers))];
        constant = [.. model.EnergyBias];
        for (int t = 0; t < nets.Length; t++)
        {
            nets[t].Input[..descriptorDim].Clear();
            parameters.CopyTo(nets[t].Input[descriptorDim..]);
            if (!model.SubtractVacuum[t])
                continue;

            nets[t].Compute();
            constant[t] -= nets[t].Output[0];
        }
    }

    /// <summary>Where the descriptor of an atom of type t goes.</summary>
    public Span<double> Descriptor(int t) => nets[t].Input[..descriptorDim];

    /// <summary>Energy of the atom whose descriptor is in place, eV.</summary>
    public double Compute(int t)
    {
        nets[t].Compute();
        return nets[t].Output[0] + constant[t];
    }

    /// <summary>∂E/∂D of the last <see cref="Compute"/>.</summary>
    public ReadOnlySpan<double> Reverse(int t)
    {
        nets[t].OutputGradient[0] = 1;
        nets[t].Reverse();
        return nets[t].InputGradient[..descriptorDim];
    }
}
