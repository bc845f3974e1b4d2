using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using IonicMlff.Data.Sources;
using Xunit;

namespace IonicMlff.Data.Tests.Deepmd;

/// <summary>The forms in which DeePMD systems come hold the same frames.</summary>
public sealed class DeepmdSystemTests
{
    private static readonly string Validation = TestData.Path("deepmd", "data", "pyr14bf4_35_val");
    private static readonly string Open = TestData.Path("deepmd", "data", "nopbc_example");
    private static readonly string Mixed = TestData.Path("deepmd", "data", "il_mixed");
    private static readonly string Groups = TestData.Path("deepmd", "data", "forms.hdf5");

    private static Frame[] Frames(string path) => [.. FrameSource.Open(path).SelectMany(s => s.Frames)];

    /// <summary>Same atoms, cell, coordinates and labels, to the given relative deviation.</summary>
    private static void Same(Frame[] expected, Frame[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach ((Frame a, Frame b) in expected.Zip(actual))
        {
            Assert.Equal(a.AtomicNumbers, b.AtomicNumbers);
            Assert.Equal((a.Cell.PeriodicA, a.Cell.PeriodicB, a.Cell.PeriodicC), (b.Cell.PeriodicA, b.Cell.PeriodicB, b.Cell.PeriodicC));
            Close([a.Cell.Ax, a.Cell.By, a.Cell.Cz], [b.Cell.Ax, b.Cell.By, b.Cell.Cz], tolerance);
            Close(a.Positions, b.Positions, tolerance);
            Assert.Equal(a.Values.Keys, b.Values.Keys);
            Assert.Equal(a.Columns.Keys, b.Columns.Keys);
            foreach (string key in a.Values.Keys)
            {
                Close(a.Values[key].AsReals()!, b.Values[key].AsReals()!, tolerance);
            }

            Close(a.Columns["REF_forces"].AsReals()!, b.Columns["REF_forces"].AsReals()!, tolerance);
        }
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.InRange(actual[k], expected[k] - tolerance * Math.Abs(expected[k]), expected[k] + tolerance * Math.Abs(expected[k]));
        }
    }

    [Fact]
    public void Labels_and_cells_are_those_of_the_arrays()
    {
        Frame[] frames = Frames(Validation);
        Assert.Equal(40, frames.Length);
        Assert.Equal([20, 1, 9, 1, 4], ((int[])[1, 5, 6, 7, 9]).Select(z => frames[0].AtomicNumbers.Count(n => n == z)));
        Assert.All(frames, f => Assert.True(f.Cell.IsFullyPeriodic));
        Assert.Equal(["REF_energy", "REF_virial"], frames[0].Values.Keys);
        Assert.Equal(9, frames[0].Values["REF_virial"].AsReals()!.Length);
        Frame[] open = Frames(Open);
        Assert.Equal(6, open.Length);
        Assert.All(open, f => Assert.Equal((false, "REF_energy"), (f.Cell.IsFullyPeriodic, Assert.Single(f.Values.Keys))));
    }

    [Fact]
    public void Groups_of_HDF5_files_are_systems()
    {
        Assert.Equal([Groups + "#/open", Groups + "#/pyr14bf4/35"], FrameSource.Open(Groups).Select(s => s.Name));
        Same(Frames(Validation)[..3], Frames(Groups + "#/pyr14bf4"), 0);
        Same(Frames(Open)[..1], Frames(Groups + "#/open"), 1e-7);
        Assert.Contains("has no group 'opne' in ", Assert.Throws<IlmlffException>(() => Frames(Groups + "#opne")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'open'?", Assert.Throws<IlmlffException>(() => Frames(Groups + "#opne")).Message, StringComparison.Ordinal);
        Assert.Contains("#/open/set.000: an HDF5 file without a DeePMD system",
            Assert.Throws<IlmlffException>(() => Frames(Groups + "#/open/set.000")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<f8", false)]
    [InlineData("<f4", false)]
    [InlineData("<f8", true)]
    public void Arrays_may_have_either_order_and_precision(string type, bool byColumns)
    {
        Frame[] expected = Frames(Validation)[..3];
        string folder = Copy(expected, (path, values, columns) => Npy.Write(path + ".npy", values, columns, type, byColumns), "set.000");
        Same(expected, Frames(folder), type == "<f4" ? 1e-7 : 0);
    }

    [Fact]
    public void Text_has_one_frame_per_line()
    {
        Frame[] expected = Frames(Validation)[..3];
        string folder = Copy(expected, (path, values, columns) => File.WriteAllLines(path + ".raw", values.Chunk(columns).Select(row =>
            string.Join(' ', row.Select(x => x.ToString("R", CultureInfo.InvariantCulture))))), "");
        Same(expected, Frames(folder), 0);
        File.AppendAllText(Path.Combine(folder, "energy.raw"), "1 2\n");
        Refused(folder, "energy.raw:4: 2 numbers in this line, 1 in those before; expected one frame per line.");
        File.WriteAllText(Path.Combine(folder, "energy.raw"), "1\n2\nthree\n");
        Refused(folder, "energy.raw:3: 'three' is not a number.");
        File.WriteAllText(Path.Combine(folder, "energy.raw"), "1\n2\n");
        Refused(folder, "energy.raw has 2 frames, the coordinates have 3.");
    }

    [Fact]
    public void Types_of_the_mixed_form_belong_to_the_frames()
    {
        Frame[] frames = Frames(Mixed);
        Assert.Equal(12, frames.Length);
        Assert.All(frames, f => Assert.Equal(35, f.Count));
        Assert.Equal(2, frames.Select(f => string.Join(' ', f.AtomicNumbers.Order())).Distinct().Count());
    }

    [Fact]
    public void Padding_of_the_mixed_form_is_left_out()
    {
        string folder = Scratch.Folder(), set = Directory.CreateDirectory(Path.Combine(folder, "set.000")).FullName;
        File.WriteAllText(Path.Combine(folder, "type.raw"), "0\n0\n0\n");
        File.WriteAllText(Path.Combine(folder, "type_map.raw"), "F\nH\n");
        File.WriteAllText(Path.Combine(folder, "nopbc"), "");
        double[] x = [.. Enumerable.Range(0, 18).Select(k => 0.5 * k)];
        Npy.Write(Path.Combine(set, "coord.npy"), x, 9);
        Npy.Write(Path.Combine(set, "force.npy"), [.. x.Select(v => -v)], 9);
        Npy.Write(Path.Combine(set, "aparam.npy"), [.. x[..6]], 3);
        Npy.Write(Path.Combine(set, "fparam.npy"), [7, 8], 1, "<f4");
        Npy.Write(Path.Combine(set, "real_atom_types.npy"), [0, 1, 1, 1, -1, 0], 3, "<i4");
        Frame[] frames = Frames(folder);
        Assert.Equal([9, 1, 1], frames[0].AtomicNumbers);
        Assert.Equal([1, 9], frames[1].AtomicNumbers);
        Assert.Equal([.. x[9..12], .. x[15..18]], frames[1].Positions);
        Assert.Equal([.. x[9..12].Concat(x[15..18]).Select(v => -v)], frames[1].Columns["REF_forces"].AsReals()!);
        Assert.Equal([x[3], x[5]], frames[1].Columns["aparam"].AsReals()!);
        Assert.Equal(8, frames[1].Values["fparam"].AsReal());
        Npy.Write(Path.Combine(set, "real_atom_types.npy"), [0, 1, 1, 1, -1, 2], 3, "<i8");
        Refused(folder, "frame 2: real_atom_types has 2; expected types from 0 to 1 (type_map.raw has 2 lines), or -1 for padding.");
        Npy.Write(Path.Combine(set, "real_atom_types.npy"), [0, 1, 1, 1, -1, 0], 3, "<i8");
        Npy.Write(Path.Combine(set, "aparam.npy"), [1, 2], 1);
        Refused(folder, "aparam.npy has 1 numbers per frame; expected a multiple of 3, the number of atoms.");
    }

    [Fact]
    public void Systems_below_a_folder_come_in_the_order_of_their_names()
    {
        string folder = Scratch.Folder();
        foreach (string name in new[] { "b", Path.Combine("a", "deep") })
        {
            string system = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            foreach (string file in Directory.GetFiles(Open, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(system, Path.GetRelativePath(Open, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        Assert.Equal([Path.Combine(folder, "a", "deep"), Path.Combine(folder, "b")], FrameSource.Open(folder).Select(s => s.Name));
        Same([.. Frames(Open), .. Frames(Open)], Frames(folder), 0);
        Refused(Path.Combine(folder, "b", "set.000"), "is a folder without type.raw, and so are those below it.");
    }

    [SharedDataFact]
    public void The_forms_that_dpdata_writes_agree()
    {
        Frame[] expected = Frames(SharedData.At("data_formats", "h2o_npy_f64"));
        Assert.Equal((10, 6), (expected.Length, expected[0].Count));
        Same(expected, Frames(SharedData.At("data_formats", "h2o_raw")), 1e-15);
        Same(expected, Frames(SharedData.At("data_formats", "h2o.hdf5")), 0);
        Same(expected, Frames(SharedData.At("data_formats", "h2o.hdf5#/")), 0);
        Same(expected, Frames(SharedData.At("data_formats", "h2o_npy_f32")), 1e-7);
        Frame[] water = Frames(SharedData.At("data_formats", "water_data_0"));
        Assert.Equal((192, 64), (water[0].Count, water[0].AtomicNumbers.Count(z => z == 8)));
        Assert.All(water, f => Assert.InRange(f.Values["REF_energy"].AsReal()!.Value, -30000, -29000));
    }

    private static void Refused(string path, string message) =>
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => Frames(path)).Message, StringComparison.Ordinal);

    /// <summary>A folder with the frames of <see cref="Validation"/> in another form.</summary>
    private static string Copy(Frame[] frames, Action<string, double[], int> write, string set)
    {
        string folder = Scratch.Folder(), target = Directory.CreateDirectory(Path.Combine(folder, set)).FullName;
        foreach (string file in new[] { "type.raw", "type_map.raw" })
        {
            File.Copy(Path.Combine(Validation, file), Path.Combine(folder, file));
        }

        double[] Rows(Func<Frame, double[]> row) => [.. frames.SelectMany(row)];
        write(Path.Combine(target, "coord"), Rows(f => f.Positions), 3 * frames[0].Count);
        write(Path.Combine(target, "force"), Rows(f => f.Columns["REF_forces"].AsReals()!), 3 * frames[0].Count);
        write(Path.Combine(target, "energy"), Rows(f => f.Values["REF_energy"].AsReals()!), 1);
        write(Path.Combine(target, "virial"), Rows(f => f.Values["REF_virial"].AsReals()!), 9);
        write(Path.Combine(target, "box"), Rows(f => [f.Cell.Ax, f.Cell.Ay, f.Cell.Az, f.Cell.Bx, f.Cell.By, f.Cell.Bz, f.Cell.Cx, f.Cell.Cy, f.Cell.Cz]), 9);
        return folder;
    }
}
