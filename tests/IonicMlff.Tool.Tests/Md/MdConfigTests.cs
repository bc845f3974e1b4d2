using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>Config files that are wrong: one sentence with file, line, what was met and what was expected.</summary>
public sealed class MdConfigTests
{
    private static void Refused(int code, string message, string config, params string[] more)
    {
        string folder = Crystal.Folder(config);
        ToolRun run = Crystal.Run(folder, more);
        Assert.True(run.Error.Contains(message, StringComparison.Ordinal), run.Error);
        Assert.Equal((code, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("ilmlff md: ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "md", "trajectory.extxyz")));
    }

    [Theory]
    [InlineData("temperature: 60", "temprature: 60", "md.yaml:7: 'temprature' is not known here; did you mean 'temperature'?")]
    [InlineData("timestep: 2", "timestep: 2 fs", "md.yaml:6: 'timestep' is '2 fs'; expected a number from 0.0001 to 100 fs.")]
    [InlineData("timestep: 2", "", "'timestep' is missing; expected the time step in fs")]
    [InlineData("ensemble: npt", "ensemble: nph", "'ensemble' does not know 'nph'; did you mean 'npt'? Known: nve, nvt, npt.")]
    [InlineData("kind: produce", "kind: production", "'stages[3].kind' does not know 'production'; did you mean 'produce'?")]
    [InlineData("time: 2}", "tme: 2}", "'stages[3].tme' is not known here; did you mean 'time'?")]
    [InlineData(", time: 2}", "}", "'stages[3].time' is missing; expected the length of the stage in ps.")]
    [InlineData("time: 2}", "time: 2, press: 3}", "'stages[3].press' is not known here; did you mean 'pressure'?")]
    [InlineData("argon.extxyz", "xenon.extxyz", "xenon.extxyz does not exist.")]
    [InlineData("seed: 7", "seed: -7", "'seed' is '-7'; expected a whole number from 1 to 900000000.")]
    [InlineData("from: 10, ", "", "'stages[2].from' is missing; expected the temperature at the beginning in K.")]
    [InlineData("pressure: 1", "", "'stages[3].pressure' is missing; expected a pressure in bar for ensemble npt")]
    [InlineData("kind: nose-hoover", "kind: berendsen", "'thermostat.kind' does not know 'berendsen'")]
    [InlineData("trajectory_every: 50", "trajectory_every: 0.5", "'output.trajectory_every' is '0.5'; expected a whole number from 1")]
    [InlineData("lammps_potential: |", "model: none.model\nlammps_potential: |", "none.model does not exist.")]
    [InlineData("seed: 7", "seed: 7\nmodel: argon.extxyz", "'model' and 'lammps_potential' exclude each other")]
    [InlineData("seed: 7", "seed: 7\nelements: [Ar]", "'elements' is for LAMMPS data files")]
    [InlineData("seed: 7", "stop: {deviation: 1}", "'stop.deviation' is the deviation of a committee")]
    [InlineData("seed: 7", "seed: 7\nseed: 8", "md.yaml:12: this is not YAML: Duplicate key seed")]
    [InlineData("seed: 7", "seed: [7", "this is not YAML")]
    [InlineData("stages:", "stop:", "'stages' is missing; expected a list such as")]
    public void Wrong_configs(string from, string to, string message) =>
        Refused(65, message, Crystal.Config().Replace(from, to, StringComparison.Ordinal));

    [Fact]
    public void Wrong_calls()
    {
        Refused(2, "--resume and --overwrite exclude each other", Crystal.Config(), "--resume", "--overwrite");
        Refused(2, "--engine does not know 'gromacs'; known: lammps, openmm.", Crystal.Config(), "--engine", "gromacs");
        ToolRun run = ToolRun.Of("md", "no-such.yaml");
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("no-such.yaml does not exist.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start.cif", "", "'.cif' is none of the formats that a run can start from")]
    [InlineData("start.data", "no data", "there is no line '... atoms'. Is this a LAMMPS data file?")]
    [InlineData("start.data", "t, units = real", "start.data:1: the file is in units 'real'; expected metal")]
    [InlineData("start.data", "t\n1 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\nMasses\n\n1 41.3\nAtoms # atomic\n\n1 1 0 0 0\n", "the mass 41.3 of type 1 is that of no element (nearest: Ca")]
    [InlineData("start.data", "t\n1 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\nAtoms # atomic\n\n2 1 0 0 0\n", "start.data:9: number 2 in 'Atoms # atomic'; expected each of 1 to 1 once")]
    [InlineData("start.data", "t\n1 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\nAtoms # dipole\n\n1 1 0 0 0\n", "atom_style 'dipole' is not read")]
    [InlineData("start.gro", "title\nmany\n", "start.gro:2: the number of atoms is expected. Is this a .gro file?")]
    [InlineData("start.gro", "title\n2\n    1LI      LI    1   0.000   0.000   0.000\n", "start.gro:4: the file ends after 1 of 2 atoms.")]
    [InlineData("start.gro", "title\n1\n    1XX       ?    1   0.000   0.000   0.000\n 2 2 2\n", "start.gro:3: the atom name '?' tells no element")]
    [InlineData("start.gro", "title\n1\n    1LI      LI    1   0.000   0.000   0.0x0\n 2 2 2\n", "start.gro:3: '0.0x0' is not a number.")]
    [InlineData("start.gro", "title\n1\n    1LI      LI    1   0.000   0.000   0.000\n 2 2\n", "start.gro:4: 2 numbers; expected the box, 3 or 9 numbers in nm.")]
    [InlineData("start.pdb", "ATOM      1  AR  AR      1       0.000   0.000   0.000  1.00  0.00            \n", "start.pdb:1: columns 77-78 hold ''; expected the element of the atom.")]
    [InlineData("start.xyz", "1\n\nAr 0 0 0\n", "is not periodic in all directions, so no pressure can be held")]
    [InlineData("start.xyz", "1\nLattice=\"0 9 0 9 0 0 0 0 9\"\nAr 0 0 0\n", "the cell vectors are left-handed")]
    public void Wrong_systems(string name, string text, string message)
    {
        string folder = Crystal.Folder(Crystal.Config().Replace("argon.extxyz", name, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, name), text);
        ToolRun run = Crystal.Run(folder);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(65, run.ExitCode);
    }
}
