using IonicMlff.Core.Potentials;

namespace IonicMlff.Models;

/// <summary>Opens a model file of any readable kind; the kind is found from the content, not from the name.</summary>
public static class PotentialFile
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="Core.Errors.IlmlffException">The file is missing, unreadable, or of an unsupported kind.</exception>
    public static IPotential Open(string path) => throw new NotImplementedException();
}
