using System.Globalization;
using System.Text.RegularExpressions;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>fparam and aparam: constants and numbers of computes reach the model; wrong ones are refused before step 0.</summary>
public class ParameterTests
{
    private static readonly CultureInfo C = CultureInfo.InvariantCulture;

    private static LammpsFrame Frame => LammpsFrame.Read("deepmd", "structures", "pyr14bf4_35.extxyz");

    /// <summary>Constants, a global scalar and per-atom columns, on one rank and on two, with one model and with two.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Numbers_reach_the_model()
    {
        string model = WithParameters(null), other = WithParameters(350), folder = LammpsRun.NewFolder();
        string start = Script.Read(Frame, folder, "box") + "velocity all create 310 4928 loop all\ncompute t all temp\ncompute xy all property/atom x y\n";
        string Case(string name, string models, string words) => $"""
            pair_style ilmlff {models} backend reference {words}
            pair_coeff * * H B C N F
            run 0
            print "@{name} $(pe:%.17g)"

            """;
        string input = start + Case("constant", model, "fparam 320 aparam 0.3 -0.2") + Case("default", other, "aparam 0.3 -0.2")
            + Case("computes", model, "fparam_from_compute t aparam_from_compute xy")
            + Case("committee", $"{model} {other}", "fparam_from_compute t aparam_from_compute xy out_freq 1");
        double[] columns = [.. Frame.Positions.SelectMany(p => p[..2])];
        double[] uniform = [.. Enumerable.Repeat(new[] { 0.3, -0.2 }, 35).SelectMany(a => a)];
        foreach (int ranks in new[] { 1, 2 })
        {
            LammpsRun run = LammpsRun.Run(input, ranks, folder).Succeeded();
            foreach ((string name, double fparam, double[] aparam) in new[]
            {
                ("constant", 320.0, uniform), ("default", 350, uniform), ("computes", 310, columns), ("committee", 310, columns),
            })
            {
                Assert.Equal(Energy(model, fparam, aparam), run.Printed(name)[0], 1e-7);
            }

            Assert.All(CommitteeTruth.Rows(run).Single()[1..], d => Assert.Equal(0, d)); // both are the same model
        }

        Assert.NotEqual(Energy(model, 320, uniform), Energy(model, 350, uniform), 1e-3);
        Assert.NotEqual(Energy(model, 310, uniform), Energy(model, 310, columns), 1e-3);
    }

    /// <summary>words and what the message must contain; the model takes one frame parameter and two atom parameters.</summary>
    public static TheoryData<string, string[]> Wrong() => new()
    {
        { "aparam 1 2", ["the model takes 1 frame parameter, and none is given", "'fparam_from_compute ID'"] },
        { "fparam 1", ["the model takes 2 atom parameters, and none is given"] },
        { "fparam 1 2 aparam 1 2", ["fparam", "2 frame parameters are given", "takes 1"] },
        { "fparam 1 aparam 1", ["aparam", "1 atom parameters are given", "takes 2"] },
        { "fparam_from_compute nosuch aparam 1 2", ["fparam_from_compute 'nosuch'", "no compute with this ID"] },
        { "fparam_from_compute xy aparam 1 2", ["fparam_from_compute 'xy'", "a global scalar"] },
        { "fparam 1 aparam_from_compute t", ["aparam_from_compute 't'", "2 columns"] },
    };

    [TheoryRequiring("lmp")]
    [MemberData(nameof(Wrong))]
    public void Wrong_parameters_are_refused(string words, string[] parts)
    {
        string folder = LammpsRun.NewFolder();
        LammpsRun run = LammpsRun.Run(
            Script.Read(Frame, folder, "box") + "compute t all temp\ncompute xy all property/atom x y\n"
            + $"pair_style ilmlff {WithParameters(null)} {words}\npair_coeff * * H B C N F\nrun 0\n", folder: folder);

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("Loop time", run.Output, StringComparison.Ordinal);
        string error = run.Output.Split('\n').FirstOrDefault(l => l.StartsWith("ERROR", StringComparison.Ordinal)) ?? "";
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    private static double Energy(string model, double fparam, double[] aparam)
    {
        using IEvaluator evaluator = PotentialFile.Open(model).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        LammpsFrame frame = Frame;
        var results = new ResultsView { Virial = new double[9], Forces = new double[105] };
        evaluator.Compute(
            new AtomsView
            {
                LocalCount = 35,
                Positions = frame.Positions.SelectMany(p => p).ToArray(),
                Species = frame.Symbols.Select(s => Array.IndexOf(Script.Elements, s)).ToArray(),
                Cell = Cell.FromRows(frame.Cell!.SelectMany(r => r).ToArray(), true, true, true),
                FrameParameters = (double[])[fparam],
                AtomParameters = aparam,
            },
            ref results);
        return results.Energy;
    }

    /// <summary>A golden model whose fitting nets get three more rows: one frame and two atom parameters.</summary>
    private static string WithParameters(double? defaultFrame)
    {
        string path = Path.Combine(TestData.Scratch, $"parameters{defaultFrame?.ToString(C)}.yaml");
        string[] halves = File.ReadAllText(TestData.Unpacked("deepmd", "models", "s_tanh_oneside.yaml.gz")).Split("  fitting:\n", 2);
        const string Start = "      - '@class': FittingNetwork\n", Version = "          '@version': 2\n", Weights = "            w:\n";
        string[] nets = halves[1].Split(Start);
        for (int k = 1; k < nets.Length; k++)
        {
            // The weights of a net's first layer end where its version is written.
            int w = nets[k].IndexOf(Weights, StringComparison.Ordinal), end = nets[k].IndexOf(Version, w, StringComparison.Ordinal);
            string indent = Regex.Match(nets[k][w..end], "^( *)- - ", RegexOptions.Multiline).Groups[1].Value;
            string rows = string.Concat(Enumerable.Range(0, 3).Select(row => indent + "- " + string.Join(indent + "  ", Enumerable.Range(0, 24)
                .Select(c => string.Create(C, $"- {0.3 * Math.Sin((7 * row) + c):F6}\n")))));
            nets[k] = nets[k][..w].Replace("in_dim: 256", "in_dim: 259", StringComparison.Ordinal) + nets[k][w..end] + rows + nets[k][end..];
        }

        string fitting = string.Join(Start, nets);
        foreach ((string old, string text) in new[]
        {
            ("numb_fparam: 0", "numb_fparam: 1"), ("numb_aparam: 0", "numb_aparam: 2"), ("fparam_avg: null", "fparam_avg: [300.0]"),
            ("fparam_inv_std: null", "fparam_inv_std: [0.01]"), ("aparam_avg: null", "aparam_avg: [1.0, -1.0]"),
            ("aparam_inv_std: null", "aparam_inv_std: [0.5, 2.0]"), ("default_fparam: null", defaultFrame is { } d ? string.Create(C, $"default_fparam: [{d:F1}]") : "default_fparam: null"),
        })
        {
            int at = fitting.IndexOf(old, StringComparison.Ordinal);
            fitting = fitting[..at] + text + fitting[(at + old.Length)..];
        }

        File.WriteAllText(path, halves[0] + "  fitting:\n" + fitting);
        return path;
    }
}
