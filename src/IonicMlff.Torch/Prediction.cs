using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>
/// What a model predicts for a batch. Energies are in double whatever the model's type is, since the isolated-atom parts are 10³ to
/// 10⁵ eV; forces and virials have the model's type.
/// </summary>
public sealed class Prediction : IDisposable
{
    /// <summary>Energy per frame, isolated-atom energies included, eV, [F] double.</summary>
    public required Tensor Energies { get; init; }

    /// <summary>Energy per atom, eV, [N] double.</summary>
    public required Tensor NodeEnergies { get; init; }

    /// <summary>Forces −dE/dx, eV/Å, [N,3]; null when not asked for.</summary>
    public Tensor? Forces { get; init; }

    /// <summary>Virials W = Σ r⊗f = −dE/dε, eV, [F,3,3]; null when not asked for. Stress = −W/V.</summary>
    public Tensor? Virials { get; init; }

    /// <summary>∂E/∂r of each edge vector, eV/Å, [E,3]; null when there are no forces.</summary>
    public Tensor? EdgeGradients { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Energies.Dispose();
        NodeEnergies.Dispose();
        Forces?.Dispose();
        Virials?.Dispose();
        EdgeGradients?.Dispose();
    }
}
