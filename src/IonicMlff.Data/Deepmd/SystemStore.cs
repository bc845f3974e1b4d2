namespace IonicMlff.Data.Deepmd;

/// <summary>Where the files of a DeePMD system are: a folder, or a group of an HDF5 file.</summary>
public abstract class SystemStore
{
    /// <summary>Folder or group, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Sets of frames in their order; the name of each serves <see cref="Read"/>.</summary>
    public abstract IReadOnlyList<string> Sets { get; }

    /// <summary>Whether a file of the system itself is there: type.raw, type_map.raw, nopbc.</summary>
    public abstract bool Has(string file);

    /// <summary>Words of type.raw or type_map.raw.</summary>
    public abstract string[] Words(string file);

    /// <summary>Numbers of a set: coord, box, energy, force, …; null when there are none.</summary>
    public abstract NumberTable? Read(string set, string quantity);

    /// <summary>What a set is called in messages.</summary>
    public virtual string Place(string set) => set;

    /// <summary>What the file of a quantity is called, for messages.</summary>
    public abstract string FileOf(string quantity);
}
