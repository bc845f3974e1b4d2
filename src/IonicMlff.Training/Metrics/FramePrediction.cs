namespace IonicMlff.Training.Metrics;

/// <summary>What a model says of a frame.</summary>
/// <param name="Energy">Total energy, eV.</param>
/// <param name="Forces">eV/Å, 3 per atom.</param>
/// <param name="Stress">eV/Å³, 9 numbers; null when the frame is not periodic in all directions.</param>
/// <param name="Virial">eV, 9 numbers.</param>
public readonly record struct FramePrediction(double Energy, double[] Forces, double[]? Stress, double[] Virial);
