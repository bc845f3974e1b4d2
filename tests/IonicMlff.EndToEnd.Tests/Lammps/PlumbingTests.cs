using System.Globalization;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>LAMMPS can't tell a Lennard-Jones potential written in C# from its own.</summary>
public class PlumbingTests
{
    [FactRequiring("lmp")]
    public void Dynamics_and_minimisation() => AssertAlike(Plumbing.Dynamics(Plumbing.Ours), Plumbing.Dynamics(Plumbing.Theirs), 1);

    [FactRequiring("lmp")]
    public void Per_atom_quantities_rerun_and_restart() =>
        AssertAlike(Plumbing.Analysis(Plumbing.Ours, "ours"), Plumbing.Analysis(Plumbing.Theirs, "theirs"), 1);

    [FactRequiring("lmp")]
    public void Atoms_that_come_go_and_change_type() =>
        AssertAlike(Plumbing.Exchange(Plumbing.Ours), Plumbing.Exchange(Plumbing.Theirs), 1);

    /// <summary>The same on two ranks.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Everything_on_two_ranks() => AssertAlike(
        Plumbing.Analysis(Plumbing.Ours, "ours") + "clear\n" + Plumbing.Exchange(Plumbing.Ours),
        Plumbing.Analysis(Plumbing.Theirs, "theirs") + "clear\n" + Plumbing.Exchange(Plumbing.Theirs),
        2);

    /// <summary>As a part of pair_style hybrid and hybrid/overlay, twice in one of them, and with types that it does not see.</summary>
    [FactRequiring("lmp")]
    public void Hybrid_styles_and_null_types()
    {
        string toy = Script.Toy("PairToy");
        (string Ours, string Theirs)[] potentials =
        [
            ($"pair_style hybrid/overlay ilmlff {toy} lj/cut 6.0\npair_coeff * * ilmlff Li F\npair_coeff * * lj/cut 0.01 2.5\n",
                "pair_style lj/cut 6.0\npair_coeff * * 0.02 2.5\n"),
            ($"pair_style hybrid/overlay ilmlff {toy} ilmlff {toy}\npair_coeff * * ilmlff 1 Li F\npair_coeff * * ilmlff 2 Li NULL\n",
                "pair_style lj/cut 6.0\npair_coeff * * 0.01 2.5\npair_coeff 1 1 0.02 2.5\n"),
            ($"pair_style hybrid ilmlff {toy} lj/cut 6.0\npair_coeff * * ilmlff NULL F\npair_coeff 1 1 lj/cut 0.03 2.5\npair_coeff 1 2 lj/cut 0.02 2.5\n",
                "pair_style lj/cut 6.0\npair_coeff 1 1 0.03 2.5\npair_coeff 1 2 0.02 2.5\npair_coeff 2 2 0.01 2.5\n"),
            ($"pair_style ilmlff {toy}\npair_coeff * * Li NULL\n",
                "pair_style lj/cut 6.0\npair_coeff 1 1 0.01 2.5\npair_coeff 1 2 0 2.5\npair_coeff 2 2 0 2.5\n"),
            ($"pair_style hybrid/overlay ilmlff {toy} zero 9.0\npair_coeff * * ilmlff Li F\npair_coeff * * zero\n",
                "pair_style lj/cut 6.0\npair_coeff * * 0.01 2.5\n"),
        ];

        AssertAlike(string.Concat(potentials.Select(p => Plumbing.Short(p.Ours))), string.Concat(potentials.Select(p => Plumbing.Short(p.Theirs))), 1);
    }

    /// <summary>units real: the same run with LAMMPS's own style, given ε in kcal/mol (CODATA 2022).</summary>
    [FactRequiring("lmp")]
    public void Units_real() => AssertAlike(
        Plumbing.Short(Plumbing.Ours, "real"),
        Plumbing.Short($"pair_style lj/cut 6.0\npair_coeff * * {0.01 * 1.602176634e-19 * 6.02214076e23 / 4184:R} 2.5\n", "real"),
        1);

    private static void AssertAlike(string ours, string theirs, int ranks)
    {
        double[][] a = ThermoRows(LammpsRun.Run(ours, ranks).Succeeded());
        double[][] b = ThermoRows(LammpsRun.Run(theirs, ranks).Succeeded());
        Assert.True(a.Length > 2, "no thermodynamic output");
        Assert.Equal(b.Length, a.Length);
        for (int i = 0; i < a.Length; i++)
        {
            double largest = Math.Max(1, b[i].Max(Math.Abs));
            for (int k = 0; k < a[i].Length; k++)
            {
                Assert.True(
                    Math.Abs(a[i][k] - b[i][k]) <= 1e-7 * Math.Abs(b[i][k]) + 1e-10 * largest,
                    $"row {i}, column {k}: {a[i][k]} and {b[i][k]}\nours:   {string.Join(' ', a[i])}\ntheirs: {string.Join(' ', b[i])}");
            }
        }
    }

    /// <summary>Rows below a header that begins with `Step`.</summary>
    private static double[][] ThermoRows(LammpsRun run)
    {
        var rows = new List<double[]>();
        int columns = 0;
        foreach (string line in run.Output.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0] == "Step")
            {
                columns = words.Length;
            }
            else if (words.Length == columns && columns > 0 && words.All(w => double.TryParse(w, CultureInfo.InvariantCulture, out _)))
            {
                rows.Add(words.Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray());
            }
        }

        return [.. rows];
    }
}
