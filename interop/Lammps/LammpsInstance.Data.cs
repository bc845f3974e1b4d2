using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lammps.Native;
using Lammps.Sessions;

namespace Lammps;

/// <content>Data in and out: globals, atoms, computes, fixes, variables.</content>
public sealed partial class LammpsInstance
{
    private readonly Dictionary<string, (int Type, int Width)> atomArrays = new(StringComparer.Ordinal);

    /// <summary>A global number (<c>dt</c>, <c>boltz</c>, ...) or the first of several.</summary>
    /// <exception cref="LammpsException">Unknown, or of another type.</exception>
    public double Global(string name)
    {
        byte[] answer = session.Call(Operation.Global, name, 1);
        ReadOnlySpan<byte> value = answer.AsSpan(4);
        return (_LMP_DATATYPE_CONST)MemoryMarshal.Read<int>(answer) switch
        {
            _LMP_DATATYPE_CONST.LAMMPS_INT => MemoryMarshal.Read<int>(value),
            _LMP_DATATYPE_CONST.LAMMPS_INT64 => MemoryMarshal.Read<long>(value),
            _LMP_DATATYPE_CONST.LAMMPS_DOUBLE => MemoryMarshal.Read<double>(value),
            _ => throw new LammpsException(LammpsFailure.Usage, $"The global value '{name}' is text; read it with GlobalText."),
        };
    }

    /// <summary>A global text (<c>units</c>).</summary>
    public string GlobalText(string name)
    {
        byte[] answer = session.Call(Operation.Global, name, 1);
        return MemoryMarshal.Read<int>(answer) == (int)_LMP_DATATYPE_CONST.LAMMPS_STRING ? Encoding.UTF8.GetString(answer.AsSpan(4))
            : throw new LammpsException(LammpsFailure.Usage, $"The global value '{name}' is a number; read it with Global.");
    }

    /// <summary>A property of all atoms in the order of their IDs: <c>x</c>, <c>v</c>, <c>f</c> (3 per atom), <c>q</c>, <c>type</c>, <c>id</c>, ...</summary>
    /// <typeparam name="T">int or double, as LAMMPS has it.</typeparam>
    /// <exception cref="LammpsException">Unknown, of another type, or IDs that are not 1 … N.</exception>
    public T[] Gather<T>(string name) where T : unmanaged
    {
        var data = new T[checked((int)(AtomCount * Array<T>(name).Width))];
        Gather<T>(name, data);
        return data;
    }

    /// <summary>As <see cref="Gather{T}(string)"/>, into an array of the caller.</summary>
    public void Gather<T>(string name, Span<T> data) where T : unmanaged
    {
        if (data.IsEmpty)
            return;
        int width = Array<T>(name).Width;
        session.Call(Operation.Gather, name, GatherType<T>(), width, default, MemoryMarshal.AsBytes(data));
    }

    /// <summary>A property of some atoms, in the order of the IDs given; needs an atom map.</summary>
    public T[] Gather<T>(string name, ReadOnlySpan<int> ids) where T : unmanaged
    {
        int width = Array<T>(name).Width;
        long atoms = AtomCount;
        foreach (int id in ids)
        {
            if (id < 1 || id > atoms)
                throw new LammpsException(LammpsFailure.Usage, $"There is no atom {id}; IDs run from 1 to {atoms}.");
        }

        var data = new T[ids.Length * width];
        if (data.Length > 0)
            session.Call(Operation.GatherSubset, name, GatherType<T>(), width, MemoryMarshal.AsBytes(ids), MemoryMarshal.AsBytes(data.AsSpan()));
        return data;
    }

    /// <summary>Sets a property of all atoms, in the order of their IDs; needs an atom map (<c>atom_modify map array</c>).</summary>
    public void Scatter<T>(string name, ReadOnlySpan<T> data) where T : unmanaged
    {
        int width = Array<T>(name).Width;
        long atoms = AtomCount;
        if (data.Length != atoms * width)
            throw new LammpsException(LammpsFailure.Usage, $"'{name}' takes {atoms * width} numbers ({width} for each of {atoms} atoms); {data.Length} were given.");
        session.Call(Operation.Scatter, name, GatherType<T>(), width, MemoryMarshal.AsBytes(data));
    }

    /// <summary>A property of the atoms in the order in which LAMMPS holds them now (with several ranks: one rank behind the other). A copy.</summary>
    public T[] LocalAtoms<T>(string name) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(session.Call(Operation.LocalAtoms, name, Unsafe.SizeOf<T>(), Array<T>(name).Width)).ToArray();

    /// <summary>
    /// LAMMPS's own array of its local atoms, not copied; in process only. Writing to it changes LAMMPS's atoms; the span is
    /// worthless after the next command, which may move the array.
    /// </summary>
    /// <exception cref="LammpsException">Unknown, of another type, or LAMMPS runs in another process.</exception>
    public unsafe Span<T> LocalAtomSpan<T>(string name) where T : unmanaged
    {
        if (session is not InProcessSession here)
            throw new LammpsException(LammpsFailure.Usage, "LAMMPS runs in another process, whose arrays can only be copied: use LocalAtoms or Gather, or LammpsMode.InProcess.");
        int width = Array<T>(name).Width, atoms = Setting("nlocal");
        void* array = LammpsLibrary.lammps_extract_atom(here.Lammps.Pointer, name);
        return atoms == 0 || array == null ? [] : new Span<T>(width == 1 ? array : *(void**)array, atoms * width);
    }

    /// <summary>The number of a compute; it is computed when it is not current.</summary>
    public double Compute(string id) => Numbers(session.Call(Operation.Compute, id, 0, 0)).Values[0];

    /// <summary>The global vector of a compute.</summary>
    public double[] ComputeVector(string id) => Numbers(session.Call(Operation.Compute, id, 0, 1)).Values;

    /// <summary>Per-atom values of a compute (rank 0's atoms with several ranks), in the order of <see cref="LocalAtoms{T}"/>.</summary>
    /// <param name="id">ID of the compute.</param>
    /// <param name="array">The compute gives several columns; they are returned row by row.</param>
    public double[] ComputeAtoms(string id, bool array = false) => Numbers(session.Call(Operation.Compute, id, 1, array ? 2 : 1)).Values;

    /// <summary>The global number of a fix.</summary>
    public double Fix(string id) => Numbers(session.Call(Operation.Fix, id, 0, 0)).Values[0];

    /// <summary>The global vector of a fix.</summary>
    public double[] FixVector(string id) => Numbers(session.Call(Operation.Fix, id, 0, 1)).Values;

    /// <summary>The value of an equal-style variable (or one of a similar style).</summary>
    public double Variable(string name) => session.Value<double>(Operation.EqualVariable, name);

    /// <summary>An atom-style variable, in the order of <see cref="LocalAtoms{T}"/>; 0 for atoms that are not in the group.</summary>
    public double[] AtomVariable(string name, string group = "all") =>
        MemoryMarshal.Cast<byte, double>(session.Call(Operation.AtomVariable, name, input: Encoding.UTF8.GetBytes(group))).ToArray();

    /// <summary>Sets a string-style variable.</summary>
    public void SetVariable(string name, string text) => session.Call(Operation.SetVariable, name, input: Encoding.UTF8.GetBytes(text));

    private static (int Rows, int Columns, double[] Values) Numbers(ReadOnlySpan<byte> answer) =>
        (MemoryMarshal.Read<int>(answer), MemoryMarshal.Read<int>(answer[4..]), MemoryMarshal.Cast<byte, double>(answer[8..]).ToArray());

    private static int GatherType<T>() => typeof(T) == typeof(int) ? 0 : 1;

    // Type and width of an atom property; checked against T, since LAMMPS would take one for the other.
    private (int Type, int Width) Array<T>(string name) where T : unmanaged
    {
        if (!atomArrays.TryGetValue(name, out (int Type, int Width) array))
        {
            int type = session.Value<int>(Operation.AtomType, name);
            int width = (_LMP_DATATYPE_CONST)type switch
            {
                _LMP_DATATYPE_CONST.LAMMPS_INT or _LMP_DATATYPE_CONST.LAMMPS_DOUBLE or _LMP_DATATYPE_CONST.LAMMPS_INT64 => 1,
                _LMP_DATATYPE_CONST.LAMMPS_DOUBLE_2D => name is "quat" ? 4 : 3,
                _ => throw new LammpsException(LammpsFailure.Usage,
                    $"LAMMPS has no atom property '{name}' that can be read here; its manual lists them under lammps_extract_atom."),
            };
            array = atomArrays[name] = (type, width);
        }

        Type expected = (_LMP_DATATYPE_CONST)array.Type switch
        {
            _LMP_DATATYPE_CONST.LAMMPS_INT => typeof(int),
            _LMP_DATATYPE_CONST.LAMMPS_INT64 => typeof(long),
            _ => typeof(double),
        };
        return expected == typeof(T) ? array : throw new LammpsException(LammpsFailure.Usage,
            $"'{name}' is of type {expected.Name} in LAMMPS; {typeof(T).Name} was asked for.");
    }
}
