using IonicMlff.Models.Dpmd.Definition;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>Fitting nets: E_i = net_t(D, fparam, aparam) [− net_t(0, fparam, aparam)] + bias_t, the bias in double.</summary>
internal sealed class FittingTensors : IDisposable
{
    private readonly DpmdModel definition;
    private readonly NetTensors[] nets;

    public FittingTensors(DpmdModel definition, ScalarType dtype, Device device)
    {
        this.definition = definition;
        nets =
        [
            .. definition.Fitting.Select((net, t) => new NetTensors(
                net.Layers, $"atomic_model.fitting_net.filter_layers.networks.{t}", $"fitting.{definition.TypeMap[t]}", dtype, device)),
        ];
    }

    /// <summary>The tensors of one layer of all nets, the last linear one included.</summary>
    public IEnumerable<ModelParameter> ParametersOf(int layer) => nets.SelectMany(n => n.ParametersOf(layer));

    /// <summary>The tensors of all nets.</summary>
    public IEnumerable<ModelParameter> Parameters => nets.SelectMany(n => n.Parameters);

    /// <summary>The nets with the numbers of the tensors.</summary>
    public FittingNet[] ToDefinition() => [.. nets.Select(n => new FittingNet { Layers = n.ToDefinition() })];

    /// <summary>Energy of each atom, eV, [N] double; atoms in the order of their types.</summary>
    /// <param name="d">Descriptors, [N, M1·M2].</param>
    /// <param name="slots">Atoms.</param>
    /// <param name="batch">Frames, for their parameters.</param>
    public Tensor Compute(Tensor d, SlotBatch slots, FrameBatch batch)
    {
        Tensor? parameters = batch.AtomInputs?.index_select(0, slots.Order); // [N, fparam + aparam], normalised
        var energies = new List<Tensor>();
        int first = 0;
        for (int t = 0; t < nets.Length; t++)
        {
            int count = slots.Counts[t];
            if (count > 0)
                energies.Add(Energies(t, d.narrow(0, first, count), parameters?.narrow(0, first, count)));
            first += count;
        }

        return cat(energies, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NetTensors net in nets)
            net.Dispose();
    }

    private Tensor Energies(int type, Tensor d, Tensor? parameters)
    {
        if (definition.AtomExcluded.Length > 0 && definition.AtomExcluded[type])
            return zeros(d.shape[0], dtype: ScalarType.Float64, device: d.device);

        Tensor Net(Tensor input) => nets[type].Apply(parameters is null ? input : cat([input, parameters], 1)).squeeze(1).to(ScalarType.Float64);
        Tensor energies = Net(d);
        if (definition.SubtractVacuum[type])
            energies = energies - Net(zeros_like(parameters is null ? d.narrow(0, 0, 1) : d));
        return energies + definition.EnergyBias[type];
    }
}
