namespace IonicMlff.Training.Configuration.Plan;

/// <summary>What is minimised.</summary>
public abstract record LossPlan;

/// <summary>Loss functions of MACE.</summary>
public enum MaceLossKind
{
    /// <summary>λ_E·mean[w w_E ((E*−E)/N)²] + λ_F·mean[w w_F (F*−F)²].</summary>
    Weighted,

    /// <summary>Only the second term.</summary>
    ForcesOnly,

    /// <summary>Weighted, and λ_S·mean[w w_S (σ*−σ)²].</summary>
    Stress,

    /// <summary>Weighted, and λ_V·mean[w w_V ((W*−W)/N)²].</summary>
    Virials,

    /// <summary>Huber functions of energy, forces and stress; weights of frames do not count.</summary>
    Huber,

    /// <summary>Huber functions with a width that depends on the force.</summary>
    Universal,

    /// <summary>λ_E·mean[w w_E |E*−E|/N] + λ_F·mean ‖F*−F‖₂.</summary>
    L1L2EnergyForces,
}

/// <summary>A loss of MACE with constant weights.</summary>
/// <param name="Kind">Function.</param>
/// <param name="EnergyWeight">λ_E.</param>
/// <param name="ForcesWeight">λ_F.</param>
/// <param name="StressWeight">λ_S.</param>
/// <param name="VirialsWeight">λ_V.</param>
public sealed record MaceLossPlan(
    MaceLossKind Kind, double EnergyWeight, double ForcesWeight, double StressWeight, double VirialsWeight) : LossPlan
{
    /// <summary>δ of the Huber functions.</summary>
    public double HuberDelta { get; init; } = 0.01;

    /// <summary>Does the loss look at stress or virials?</summary>
    public bool NeedsVirial => Kind is MaceLossKind.Stress or MaceLossKind.Virials or MaceLossKind.Huber or MaceLossKind.Universal;
}

/// <summary>A prefactor of DeePMD: p = Limit + (Start − Limit)·lr/lr_start.</summary>
/// <param name="Start">At the beginning.</param>
/// <param name="Limit">When the learning rate has vanished.</param>
public readonly record struct PrefactorRamp(double Start, double Limit)
{
    /// <summary>Is the term used? (PyTorch: both ends must differ from zero; TensorFlow: one of them.)</summary>
    public bool Any => Start != 0 || Limit != 0;

    /// <summary>Value at a learning rate.</summary>
    public double At(double learningRate, double startRate) => Limit + (Start - Limit) * learningRate / startRate;
}

/// <summary>DeePMD's loss <c>ener</c>: p_e L_e/N + p_f L_f + p_v L_v/N with prefactors that follow the learning rate.</summary>
/// <param name="Energy">Of (E−E*)², eV².</param>
/// <param name="Forces">Of (F−F*)².</param>
/// <param name="Virial">Of (W−W*)².</param>
public sealed record DpmdLossPlan(PrefactorRamp Energy, PrefactorRamp Forces, PrefactorRamp Virial) : LossPlan
{
    /// <summary>relative_f: force errors are divided by |F*| + this, eV/Å; null: not.</summary>
    public double? RelativeForces { get; init; }

    /// <summary>use_huber: δ; null: squares.</summary>
    public double? HuberDelta { get; init; }
}

/// <summary>Second stage of MACE's training ("stage two", formerly "swa"): other weights, constant learning rate.</summary>
/// <param name="StartEpoch">First epoch of the stage, counted from 0.</param>
/// <param name="LearningRate">From then on.</param>
/// <param name="Loss">From then on.</param>
public sealed record StageTwoPlan(int StartEpoch, double LearningRate, MaceLossPlan Loss);
