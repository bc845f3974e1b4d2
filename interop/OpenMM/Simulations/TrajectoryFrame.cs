using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace OpenMM;

/// <summary>Positions and box of a state in Å, as trajectory files take them.</summary>
internal sealed class TrajectoryFrame
{
    private double[] _positions = [];

    public ReadOnlySpan<double> Positions => _positions;

    public Cell Cell { get; private set; }

    public void Take(State state)
    {
        Box box = state.Box;
        Cell = new Cell(10 * box.A.X, 10 * box.A.Y, 10 * box.A.Z, 10 * box.B.X, 10 * box.B.Y, 10 * box.B.Z, 10 * box.C.X, 10 * box.C.Y, 10 * box.C.Z, true, true, true);
        state.Read(StateTypes.Positions, positions =>
        {
            if (_positions.Length != 3 * positions.Length)
                _positions = new double[3 * positions.Length];
            for (int i = 0; i < positions.Length; i++)
                (_positions[3 * i], _positions[3 * i + 1], _positions[3 * i + 2]) = (10 * positions[i].X, 10 * positions[i].Y, 10 * positions[i].Z);
        });
    }

    /// <summary>Writes, with the errors of this library.</summary>
    public static void Ask(Action write)
    {
        try
        {
            write();
        }
        catch (IlmlffException e)
        {
            throw new OpenMMException(e.Message, e);
        }
    }
}
