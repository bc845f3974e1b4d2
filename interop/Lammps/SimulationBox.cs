namespace Lammps;

/// <summary>LAMMPS's simulation box, in its distance unit.</summary>
/// <param name="Low">Lower corner: xlo, ylo, zlo.</param>
/// <param name="High">Upper corner: xhi, yhi, zhi.</param>
/// <param name="Xy">Tilt factor.</param>
/// <param name="Yz">Tilt factor.</param>
/// <param name="Xz">Tilt factor.</param>
/// <param name="Periodic">Which of x, y, z are periodic.</param>
public sealed record SimulationBox(double[] Low, double[] High, double Xy, double Yz, double Xz, bool[] Periodic)
{
    /// <summary>Volume.</summary>
    public double Volume => (High[0] - Low[0]) * (High[1] - Low[1]) * (High[2] - Low[2]);
}
