namespace IonicMlff.Torch.Mace;

/// <summary>Receiving nodes of similar numbers of neighbours, whose slots form a rectangle [Rows, Depth].</summary>
/// <param name="Rows">Nodes in the group.</param>
/// <param name="Depth">Slots per node: the largest number of neighbours in the group.</param>
internal readonly record struct SlotGroup(int Rows, int Depth)
{
    /// <summary>Slots in the group.</summary>
    public long Count => (long)Rows * Depth;
}
