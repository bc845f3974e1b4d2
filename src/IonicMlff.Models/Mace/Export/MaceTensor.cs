namespace IonicMlff.Models.Mace.Export;

/// <summary>A named tensor of a MACE file, row-major.</summary>
/// <param name="Name">Dotted name, as upstream's.</param>
/// <param name="Shape">Dimensions, as upstream's.</param>
/// <param name="Values">Numbers as stored, without the normalisation constants that evaluators multiply in.</param>
/// <param name="IsParameter">True for what training moves; false for tables, radial functions, scale, shift and isolated-atom energies.</param>
public sealed record MaceTensor(string Name, long[] Shape, double[] Values, bool IsParameter);
