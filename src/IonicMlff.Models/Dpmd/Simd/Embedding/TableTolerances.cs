namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>Largest errors allowed where embedding nets are replaced, relative to the largest value of a net.</summary>
/// <param name="Basis">Of the few functions that stand for the channels.</param>
/// <param name="Table">Of their interpolation; slopes may err ten times as much.</param>
/// <param name="Descriptor">Of the channels that stand for those of all neighbour types together.</param>
internal sealed record TableTolerances(double Basis, double Table, double Descriptor)
{
    /// <summary>Forces then agree with the exact nets to some 1e-10 eV/Å.</summary>
    public static TableTolerances Double { get; } = new(3e-11, 3e-11, 3e-11);

    /// <summary>Forces then agree as far as float arithmetic does, to some 1e-5 eV/Å.</summary>
    public static TableTolerances Mixed { get; } = new(1e-5, 1e-6, 3e-6);
}
