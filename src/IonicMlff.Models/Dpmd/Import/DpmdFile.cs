using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import.Pb;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>Picks the importer of a DeePMD-kit file.</summary>
internal static class DpmdFile
{
    /// <summary>Reads a file of one of DeePMD-kit's kinds; null for any other kind.</summary>
    /// <exception cref="Core.Errors.IlmlffException">The file is damaged, or holds a model that is not supported.</exception>
    public static DpmdModel? TryRead(ModelFileKind kind, ByteSource source) => kind switch
    {
        ModelFileKind.DeepmdPth => PthImporter.Read(source),
        ModelFileKind.DeepmdPb => PbImporter.Read(source),
        ModelFileKind.DeepmdHdf5 => DpDictImporter.ReadHdf5(source),
        ModelFileKind.DeepmdYaml => DpDictImporter.ReadYaml(source),
        _ => null,
    };

    /// <summary>Reads any readable DeePMD-kit file, also gzipped.</summary>
    /// <exception cref="Core.Errors.IlmlffException">The file is damaged, or of another kind.</exception>
    public static DpmdModel Read(ByteSource bytes)
    {
        using ByteSource source = ModelFileKinds.Unpacked(bytes);
        return TryRead(ModelFileKinds.Of(source), source)
            ?? throw Core.Errors.IlmlffException.BadData($"{source.Name}: is not a DeePMD-kit model.");
    }
}
