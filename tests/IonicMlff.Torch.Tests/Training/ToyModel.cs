using IonicMlff.Core.Potentials;
using IonicMlff.Training.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Training;

/// <summary>
/// A small model that trains in milliseconds: e_i = Σ_j tanh(φ(r_ij) W) u + b_species, φ Gaussians times (1 − (r/r_c)²)².
/// </summary>
internal sealed class ToyModel : DifferentiableModel
{
    private const int Gaussians = 6, Hidden = 8;
    private readonly Tensor _centres;
    private readonly ModelParameter _radial, _readout, _species;

    public ToyModel(ScalarType dtype = ScalarType.Float64, long seed = 1)
    {
        DType = dtype;
        var generator = new SeededGenerator(seed, "toy");
        _radial = new("radial.weight", Random(generator, Gaussians, Hidden), ModelParameter.Decay, "radial");
        _readout = new("readout.weight", Random(generator, Hidden, 1), ModelParameter.NoDecay, "readout");
        _species = new("species.energy", Random(generator, 5, 1), ModelParameter.NoDecay, "species");
        _centres = (arange(Gaussians, dtype: dtype) * (Info.Cutoff / Gaussians)).DetachFromDisposeScope();
    }

    public override PotentialInfo Info { get; } = new()
    {
        Architecture = "Toy",
        AtomicNumbers = [1, 5, 6, 7, 9],
        Cutoff = 3.5,
    };

    public override ScalarType DType { get; }

    public override Device Device => CPU;

    public override IReadOnlyList<ModelParameter> Parameters => [_radial, _readout, _species];

    public override Tensor NodeEnergies(FrameBatch batch, Tensor edgeVectors)
    {
        Tensor r = edgeVectors.square().sum(1, keepdim: true).sqrt();
        Tensor envelope = (1 - (r / Info.Cutoff).square()).square();
        Tensor basis = (r - _centres).square().neg().exp() * envelope;
        Tensor edges = basis.matmul(_radial.Tensor).tanh().matmul(_readout.Tensor).squeeze(1);
        return _species.Tensor.squeeze(1).index_select(0, batch.Species).index_add(0, batch.Receivers, edges, 1);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _centres.Dispose();
    }

    private Tensor Random(SeededGenerator generator, int rows, int columns)
    {
        double[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => 0.3 * generator.NextNormal())];
        using Tensor flat = tensor(values, dtype: ScalarType.Float64);
        using Tensor shaped = flat.reshape(rows, columns);
        return shaped.to(DType).clone().DetachFromDisposeScope().requires_grad_(true);
    }
}
