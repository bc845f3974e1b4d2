using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Neighbors;

/// <summary>
/// Full neighbour list in compressed rows: for every local atom i (the receiver of messages) all neighbours j (senders), images
/// included, within cutoff + skin. Kept from call to call and rebuilt only when an atom, or the cell, has moved so far that a
/// pair could be missing (periodic mode), or when the host says so (ghost mode). Buffers only grow: no allocation per step.
/// </summary>
/// <remarks>
/// The vector of entry e of row i, from sender to receiver, is <c>v = r_i − r_j − T</c> with T = row <c>Image[e]</c> of
/// <see cref="ImageShifts"/> (T = S·h for the current cell; the zero vector has index 0). Entries with |v| ≥ cutoff occur and must
/// be skipped by the user of the list. Atoms with species −1 appear neither as receiver nor as sender.
/// </remarks>
public sealed class NeighborList
{
    /// <summary>Creates an empty list.</summary>
    /// <param name="cutoff">Interaction cutoff, Å.</param>
    /// <param name="skin">Extra radius in periodic mode, Å; in ghost mode the host's skin is used.</param>
    public NeighborList(double cutoff, double skin = 0.5)
    {
        Cutoff = cutoff;
        Skin = skin;
    }

    /// <summary>Interaction cutoff, Å.</summary>
    public double Cutoff { get; }

    /// <summary>Extra radius in periodic mode, Å.</summary>
    public double Skin { get; }

    /// <summary>Number of times the list was built.</summary>
    public int BuildCount { get; private set; }

    /// <summary>First entry of each row; LocalCount + 1 numbers.</summary>
    public ReadOnlySpan<int> RowStart => throw new NotImplementedException();

    /// <summary>Sender j of each entry, in [0, LocalCount + GhostCount).</summary>
    public ReadOnlySpan<int> Neighbor => throw new NotImplementedException();

    /// <summary>Image index of each entry.</summary>
    public ReadOnlySpan<int> Image => throw new NotImplementedException();

    /// <summary>Image translations T, Å, 3 per image, for the cell of the last <see cref="Update"/>.</summary>
    public ReadOnlySpan<double> ImageShifts => throw new NotImplementedException();

    /// <summary>Brings the list up to date; returns true when it was rebuilt.</summary>
    /// <exception cref="Errors.IlmlffException">A position is not a finite number, or the cell is singular.</exception>
    public bool Update(in AtomsView atoms) => throw new NotImplementedException();
}
