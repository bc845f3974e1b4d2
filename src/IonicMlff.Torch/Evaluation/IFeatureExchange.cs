using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>Gives a message-passing module the features of ghost atoms, whose owners compute them.</summary>
public interface IFeatureExchange
{
    /// <summary>Rows of all atoms from those of the local ones.</summary>
    /// <param name="local">Rows of the local atoms, [n, width], in the module's order.</param>
    /// <param name="rowOfAtom">The module's row of each atom, [N]; ghosts have the rows behind the local ones, in their order.</param>
    Tensor Extend(Tensor local, Tensor rowOfAtom);
}
