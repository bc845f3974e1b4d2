using System.Runtime.InteropServices;
using System.Text;
using Lammps.Loading;
using Lammps.Native;
using static Lammps.Native.LammpsLibrary;

namespace Lammps.Sessions;

/// <summary>Carries out <see cref="Operation"/>s by LAMMPS's C library: in the owner's process, or in a child process.</summary>
internal sealed unsafe class LammpsCalls : IDisposable
{
    private readonly LammpsHandle handle;

    /// <summary>Opens LAMMPS, whose library is loaded already.</summary>
    /// <exception cref="LammpsException">Not opened, or of integer sizes that are not supported.</exception>
    public LammpsCalls(IReadOnlyList<string> arguments)
    {
        handle = LammpsHandle.Open(arguments);
        ThrowIfFailed();
        if (Setting("bigint") != 8 || Setting("tagint") != 4 || Setting("imageint") != 4)
        {
            handle.Dispose();
            throw new LammpsException(LammpsFailure.Missing,
                "This LAMMPS was built with LAMMPS_BIGBIG or LAMMPS_SMALLSMALL; build it with LAMMPS_SMALLBIG, the default.");
        }
    }

    /// <summary>The <c>LAMMPS*</c>.</summary>
    public void* Pointer => handle.Pointer;

    /// <summary>The last error was one of this rank alone: the others wait for it and must be ended.</summary>
    public bool Aborted { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>Stops the run in progress after its current step; may be called from any thread.</summary>
    public void Stop() => lammps_force_timeout(Pointer);

    /// <summary>Carries out one operation; the answer is passed to <paramref name="answer"/>, valid during that call.</summary>
    /// <exception cref="LammpsException">LAMMPS refused, or the request does not fit.</exception>
    public void Carry(Operation operation, string name, int a, int b, ReadOnlySpan<byte> input, Answer answer)
    {
        switch (operation)
        {
            case Operation.Commands: lammps_commands_string(Pointer, Encoding.UTF8.GetString(input)); break;
            case Operation.File: lammps_file(Pointer, name); break;
            case Operation.Version: One(answer, lammps_version(Pointer)); break;
            case Operation.Setting: One(answer, Setting(name)); break;
            case Operation.Thermo: One(answer, lammps_get_thermo(Pointer, name)); break;
            case Operation.AtomCount: One(answer, lammps_get_natoms(Pointer)); break;
            case Operation.Box: Box(answer); break;
            case Operation.Global: Global(name, a, answer); break;
            case Operation.AtomType: One(answer, lammps_extract_atom_datatype(Pointer, name)); break;
            case Operation.LocalAtoms: LocalAtoms(name, a, b, answer); break;
            case Operation.Gather: Gather(name, a, b, answer); break;
            case Operation.GatherSubset: GatherSubset(name, a, b, input, answer); break;
            case Operation.Scatter: Scatter(name, a, b, input); break;
            case Operation.Compute: Compute(name, a, b, answer); break;
            case Operation.Fix: Fix(name, a, b, answer); break;
            case Operation.EqualVariable: EqualVariable(name, answer); break;
            case Operation.AtomVariable: AtomVariable(name, Encoding.UTF8.GetString(input), answer); break;
            case Operation.SetVariable: SetVariable(name, input); break;
            case Operation.HasId: One(answer, Has(name, isStyle: false)); break;
            case Operation.HasStyle: One(answer, Has(name, isStyle: true)); break;
            default: throw new LammpsException(LammpsFailure.Usage, $"operation {operation} is not one of LAMMPS's.");
        }

        ThrowIfFailed();
    }

    /// <summary>Receives an answer.</summary>
    public delegate void Answer(ReadOnlySpan<byte> bytes);

    // A LAMMPS with exceptions keeps the text of the last error until it is fetched.
    private void ThrowIfFailed()
    {
        if (lammps_has_error(Pointer) == 0)
            return;
        byte* text = stackalloc byte[4096];
        const int OnOneRankOnly = 2;
        Aborted = lammps_get_last_error_message(Pointer, text, 4096) == OnOneRankOnly;
        throw ErrorText.ToException((Marshal.PtrToStringUTF8((nint)text) ?? "").Split('\n'), "");
    }

    private int Setting(string name) => lammps_extract_setting(Pointer, name);

    private static void One<T>(Answer answer, T value) where T : unmanaged => answer(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    private void Box(Answer answer)
    {
        double* box = stackalloc double[15];
        int* periodic = stackalloc int[3];
        int changes;
        lammps_extract_box(Pointer, box, box + 3, box + 6, box + 7, box + 8, periodic, &changes);
        for (int k = 0; k < 3; k++)
            (box[9 + k], box[12 + k]) = (periodic[k], 0);
        answer(new ReadOnlySpan<byte>(box, 15 * sizeof(double)));
    }

    private void Global(string name, int count, Answer answer)
    {
        int type = lammps_extract_global_datatype(Pointer, name);
        void* value = type < 0 ? null : lammps_extract_global(Pointer, name);
        if (value == null)
            throw Unknown("global value", name, "LAMMPS's manual lists them under lammps_extract_global");
        int size = type switch
        {
            (int)_LMP_DATATYPE_CONST.LAMMPS_STRING => MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)value).Length,
            (int)_LMP_DATATYPE_CONST.LAMMPS_INT => 4 * count,
            _ => 8 * count,
        };
        byte[] all = new byte[4 + size];
        MemoryMarshal.Write(all, in type);
        new ReadOnlySpan<byte>(value, size).CopyTo(all.AsSpan(4));
        answer(all);
    }

    private void LocalAtoms(string name, int elementSize, int width, Answer answer)
    {
        void* array = lammps_extract_atom(Pointer, name);
        int atoms = Setting("nlocal");
        if (array == null && atoms > 0)
            throw UnknownAtomArray(name);
        // The rows of LAMMPS's two-dimensional arrays lie behind one another.
        answer(atoms == 0 ? [] : new ReadOnlySpan<byte>(width == 1 ? array : *(void**)array, atoms * width * elementSize));
    }

    private void Gather(string name, int type, int width, Answer answer)
    {
        var data = new byte[checked((long)lammps_get_natoms(Pointer) * width * (type == 0 ? 4 : 8))];
        data.AsSpan().Fill(Untouched);
        fixed (byte* p = data, n = Encoding.UTF8.GetBytes(name + '\0'))
        {
            lammps_gather_atoms(Pointer, n, type, width, p);
        }

        Check(data, name);
        answer(data);
    }

    private void GatherSubset(string name, int type, int width, ReadOnlySpan<byte> ids, Answer answer)
    {
        var data = new byte[ids.Length / 4 * width * (type == 0 ? 4 : 8)];
        data.AsSpan().Fill(Untouched);
        fixed (byte* p = data, i = ids, n = Encoding.UTF8.GetBytes(name + '\0'))
        {
            lammps_gather_atoms_subset(Pointer, n, type, width, ids.Length / 4, (int*)i, p);
        }

        Check(data, name);
        answer(data);
    }

    // LAMMPS only warns when it can't gather, and leaves the array alone. This is a NaN and an impossible integer.
    private const byte Untouched = 0xF9;

    private void Check(ReadOnlySpan<byte> data, string name)
    {
        if (data.IsEmpty || data[..Math.Min(8, data.Length)].ContainsAnyExcept(Untouched))
            return;
        throw lammps_extract_atom(Pointer, name) == null ? UnknownAtomArray(name) : new LammpsException(LammpsFailure.Usage,
            $"'{name}' can't be gathered or scattered: atom IDs must exist and run from 1 to the number of atoms (reset_atom_ids renumbers them), " +
            "and an atom map is needed for scattering and for single atoms (put 'atom_modify map array' before the box is defined).");
    }

    private void Scatter(string name, int type, int width, ReadOnlySpan<byte> data)
    {
        long wanted = (long)lammps_get_natoms(Pointer) * width * (type == 0 ? 4 : 8);
        if (data.Length != wanted)
            throw new LammpsException(LammpsFailure.Usage, $"'{name}': {data.Length} bytes were given for {wanted} bytes of {lammps_get_natoms(Pointer):0} atoms.");
        int first = 1;
        GatherSubset(name, type, width, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in first)), static _ => { }); // fails where scattering would only warn
        fixed (byte* p = data, n = Encoding.UTF8.GetBytes(name + '\0'))
        {
            lammps_scatter_atoms(Pointer, n, type, width, p);
        }
    }

    private void Compute(string id, int style, int kind, Answer answer)
    {
        if (lammps_has_id(Pointer, "compute", id) == 0)
            throw Unknown("compute", id, "define it with the command 'compute' first");
        void* data = lammps_extract_compute(Pointer, id, style, kind);
        int rows = 1, columns = 1;
        if (style == (int)_LMP_STYLE_CONST.LMP_STYLE_ATOM)
        {
            rows = Setting("nlocal");
            if (kind == 2)
                columns = Size(lammps_extract_compute(Pointer, id, style, (int)_LMP_TYPE_CONST.LMP_SIZE_COLS));
        }
        else if (kind == 1)
        {
            rows = Size(lammps_extract_compute(Pointer, id, style, (int)_LMP_TYPE_CONST.LMP_SIZE_VECTOR));
        }
        else if (kind == 2)
        {
            rows = Size(lammps_extract_compute(Pointer, id, style, (int)_LMP_TYPE_CONST.LMP_SIZE_ROWS));
            columns = Size(lammps_extract_compute(Pointer, id, style, (int)_LMP_TYPE_CONST.LMP_SIZE_COLS));
        }

        if (data == null && rows > 0)
            throw new LammpsException(LammpsFailure.Usage, $"Compute '{id}' has no {Kind(style, kind)}.");
        Table(answer, kind == 2 && rows > 0 ? *(double**)data : (double*)data, rows, columns);
    }

    private void Fix(string id, int style, int kind, Answer answer)
    {
        if (lammps_has_id(Pointer, "fix", id) == 0)
            throw Unknown("fix", id, "define it with the command 'fix' first");
        if (style == (int)_LMP_STYLE_CONST.LMP_STYLE_ATOM)
        {
            int atoms = Setting("nlocal");
            int columns = kind == 2 ? Size(lammps_extract_fix(Pointer, id, style, (int)_LMP_TYPE_CONST.LMP_SIZE_COLS, 0, 0)) : 1;
            void* data = lammps_extract_fix(Pointer, id, style, kind, 0, 0);
            if (data == null && atoms > 0)
                throw new LammpsException(LammpsFailure.Usage, $"Fix '{id}' has no {Kind(style, kind)}.");
            Table(answer, kind == 2 && atoms > 0 ? *(double**)data : (double*)data, atoms, columns);
            return;
        }

        // Global values of fixes are computed one by one, each in memory that the caller frees.
        int rows = kind == 0 ? 1 : Size(lammps_extract_fix(Pointer, id, style, kind == 1 ? (int)_LMP_TYPE_CONST.LMP_SIZE_VECTOR : (int)_LMP_TYPE_CONST.LMP_SIZE_ROWS, 0, 0));
        int width = kind == 2 ? Size(lammps_extract_fix(Pointer, id, style, (int)_LMP_TYPE_CONST.LMP_SIZE_COLS, 0, 0)) : 1;
        var values = new double[rows * width];
        for (int i = 0; i < values.Length; i++)
        {
            double* value = (double*)lammps_extract_fix(Pointer, id, style, kind, i / width, i % width);
            if (value == null)
                throw new LammpsException(LammpsFailure.Usage, $"Fix '{id}' has no {Kind(style, kind)}.");
            values[i] = *value;
            lammps_free(value);
        }

        fixed (double* p = values)
        {
            Table(answer, p, rows, width);
        }
    }

    private static int Size(void* size) => size == null ? 0 : *(int*)size;

    private static string Kind(int style, int kind) =>
        (style == (int)_LMP_STYLE_CONST.LMP_STYLE_ATOM ? "per-atom " : "global ") + (kind switch { 0 => "scalar", 1 => "vector", _ => "array" });

    private static void Table(Answer answer, double* data, int rows, int columns)
    {
        var all = new byte[8 + 8 * rows * columns];
        MemoryMarshal.Write(all, in rows);
        MemoryMarshal.Write(all.AsSpan(4), in columns);
        new ReadOnlySpan<byte>(data, 8 * rows * columns).CopyTo(all.AsSpan(8));
        answer(all);
    }

    private void EqualVariable(string name, Answer answer)
    {
        NeedVariable(name);
        double* value = (double*)lammps_extract_variable(Pointer, name, null);
        if (value == null)
            throw new LammpsException(LammpsFailure.Usage, $"Variable '{name}' has no number.");
        double copy = *value;
        lammps_free(value);
        One(answer, copy);
    }

    private void AtomVariable(string name, string group, Answer answer)
    {
        NeedVariable(name);
        double* values = (double*)lammps_extract_variable(Pointer, name, group);
        if (values == null)
            throw new LammpsException(LammpsFailure.Usage, $"Variable '{name}' has no value per atom of group '{group}'.");
        answer(new ReadOnlySpan<byte>(values, 8 * Setting("nlocal")));
        lammps_free(values);
    }

    private void NeedVariable(string name)
    {
        if (lammps_has_id(Pointer, "variable", name) == 0)
            throw Unknown("variable", name, "define it with the command 'variable' first");
    }

    private void SetVariable(string name, ReadOnlySpan<byte> text)
    {
        fixed (byte* n = Encoding.UTF8.GetBytes(name + '\0'), t = (byte[])[.. text, 0])
        {
            if (lammps_set_variable(Pointer, n, t) != 0)
                throw new LammpsException(LammpsFailure.Usage, $"Variable '{name}' can't be set: there is none of style string with this name.");
        }
    }

    private int Has(string categoryAndName, bool isStyle)
    {
        string[] words = categoryAndName.Split(':', 2);
        return isStyle ? lammps_has_style(Pointer, words[0], words[1]) : lammps_has_id(Pointer, words[0], words[1]);
    }

    private static LammpsException Unknown(string what, string name, string cure) =>
        new(LammpsFailure.Usage, $"LAMMPS has no {what} '{name}'; {cure}.");

    private static LammpsException UnknownAtomArray(string name) =>
        Unknown("atom property", name, "LAMMPS's manual lists them under lammps_extract_atom, and some belong to certain atom styles only");
}
