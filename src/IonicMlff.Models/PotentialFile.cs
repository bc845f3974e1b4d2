using IonicMlff.Core.Potentials;
using IonicMlff.Models.ModelFiles;

namespace IonicMlff.Models;

/// <summary>Opens a model file of any readable kind; the kind is found from the content, not from the name.</summary>
public static class PotentialFile
{
    /// <summary>
    /// Reads a model: our .safetensors file (its golden frames are evaluated by every evaluator made from it, before it is handed
    /// out), a MACE .model, or a DeePMD-kit .pth, .dp or .yaml; also gzipped.
    /// </summary>
    /// <exception cref="Core.Errors.IlmlffException">The file is missing, unreadable, or of an unsupported kind.</exception>
    public static IPotential Open(string path) => ModelFile.Open(path);
}
