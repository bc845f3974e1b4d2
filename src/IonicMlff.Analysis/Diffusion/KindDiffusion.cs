using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Diffusion of the molecules of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">Its molecules.</param>
/// <param name="Msd">Å² per lag.</param>
/// <param name="Fit">The line; null when the time between frames is not known or there are too few frames.</param>
/// <param name="Error">Standard error of D from the scatter between molecules, Å²/ps; nan for one molecule.</param>
public sealed record KindDiffusion(MoleculeKind Kind, int Count, double[] Msd, LinearFit? Fit, double Error)
{
    /// <summary>D = slope/6, Å²/ps.</summary>
    public double D => Fit is null ? double.NaN : Fit.Slope / 6;

    /// <summary>Half width of the 95 % interval (Student's t with as many degrees as molecules less one), Å²/ps.</summary>
    public double HalfWidth => StudentT.Of95(Count - 1) * Error;
}
