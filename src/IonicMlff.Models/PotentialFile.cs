using IonicMlff.Core.Authoring;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.ModelFiles;

namespace IonicMlff.Models;

/// <summary>Opens a model file of any readable kind; the kind is found from the content, not from the name.</summary>
public static class PotentialFile
{
    /// <summary>
    /// Reads a model: our .safetensors file (its golden frames are evaluated by every evaluator made from it, before it is handed
    /// out), a MACE .model, or a DeePMD-kit .pb, .pth, .dp or .yaml; also gzipped.
    /// </summary>
    /// <exception cref="IlmlffException">The file is missing, unreadable, or of an unsupported kind.</exception>
    public static IPotential Open(string path) => Open(path, PotentialArguments.None);

    /// <summary>
    /// As <see cref="Open(string)"/>; a potential written by a user, <c>FILE.dll[:TypeName]</c>, also takes words of its own.
    /// </summary>
    /// <exception cref="IlmlffException">The file is missing, unreadable, or of an unsupported kind; words are unknown, or the file takes none.</exception>
    public static IPotential Open(string path, PotentialArguments arguments)
    {
        if (PotentialAssembly.IsNamedBy(path, out string file, out string? type))
            return PotentialAssembly.Load(file, type, arguments);
        if (arguments.Words.Count > 0)
        {
            throw IlmlffException.Usage(
                $"'{Quote.Short(arguments.Words[0])}': the model {path} takes no words of its own; only potentials written in C# (.dll) can.");
        }

        return ModelFile.Open(path);
    }
}
