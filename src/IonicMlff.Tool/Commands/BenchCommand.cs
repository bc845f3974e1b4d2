using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Data.Sources;
using IonicMlff.Models.Dpmd.Simd;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Mace;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Tool.Benchmark;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff bench</c>: how fast a model runs here.</summary>
internal static class BenchCommand
{
    private const int MostAtoms = 1_000_000;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new ModelOptions();
        Option<int[]?> sizes = Sizes();
        Option<string?> frames = Options.Text("--frames", "FILE", "Time these frames instead of a grid (extended XYZ; all frames).");
        Option<double?> seconds = Options.Number("--seconds", "S", "How long to measure each size [default: 10].", positive: true);
        Option<double?> timestep = Options.Number("--timestep", "FS", "Time step for ns/day, fs [default: 0.5].", positive: true);
        Option<bool> lammps = Options.Flag("--lammps", "Time LAMMPS (lmp-ilmlff) too: start-up, first and later steps, memory.");
        Option<bool> json = Options.Json();
        var command = new ToolCommand("bench", "Measure how fast a model runs on this machine.")
        {
            Notes =
            [
                "µs per atom and step of energy, forces and virial, in turns with the reference evaluator in the same run: the smallest time is what " +
                "the code can do, the median what one sees. Without --sizes and --frames the atoms are 350 of the liquid PYR14-BF4 of the examples when " +
                "the model knows its elements; with --sizes they form a slightly disordered grid of that density (0.0952 atoms/Å³).",
                "The fraction of the machine's peak (fused multiply-adds of one core, measured) rests on an estimate of the operations, good to a " +
                "factor of about 2: radial tables, Clebsch-Gordan sums, linear maps and symmetric contractions, each once forward and twice in reverse; " +
                "for Deep Potentials the operations that the evaluator does are counted.",
                "Several models: what all members of the committee cost together, in turns with the first one alone, as the ratio of the smallest " +
                "times. They share the neighbour list, so that K members cost about K times one, or a little less.",
                "--threads is 1 unless given. Quiet machines give better numbers than busy ones; compare within a run.",
            ],
            Examples =
            [
                ("ilmlff bench --model pyr14bf4.model", ""),
                ("ilmlff bench --model m.safetensors --sizes 350,2800 --precision mixed --threads 4 --json", ""),
                ("ilmlff bench --model m.safetensors --lammps --timestep 1", "with start-up and memory of LAMMPS"),
                ("ilmlff bench --model 1.pth 2.pth 3.pth 4.pth", "cost of a committee relative to one model"),
            ],
        };
        model.AddTo(command, "1");
        foreach (Option option in new Option[] { sizes, frames, seconds, timestep, lammps, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            int[]? numbers = parsed.GetResult(sizes) is null ? null : parsed.GetValue(sizes);
            if (numbers is not null && parsed.GetValue(frames) is not null)
            {
                throw IlmlffException.Usage("--sizes and --frames exclude each other: a file has the sizes it has. Leave one out.");
            }

            OpenedModels models = model.Open(parsed, terminal);
            EvaluatorOptions options = WithParameters(model.Evaluator(parsed, standardThreads: 1), models.Info);
            TestBox[] boxes = parsed.GetValue(frames) is string file ? FromFile(file, models)
                : numbers is not null ? [.. numbers.Select(n => TestBox.Cubic(n, models.Info.AtomicNumbers))]
                : [TestBox.Standard(models.Info)];
            double time = parsed.GetValue(seconds) ?? 10;
            if (models.IsCommittee)
            {
                return parsed.GetValue(lammps)
                    ? throw IlmlffException.Usage("--lammps times one model in LAMMPS, and a committee is given. Give one --model, or leave --lammps out.")
                    : CommitteeCost.Run(terminal, models, options, boxes, time, parsed.GetValue(json));
            }

            var bench = new Bench(terminal, models.Files[0], models.Potentials[0], options, boxes, time, parsed.GetValue(timestep) ?? 0.5);
            return bench.Run(parsed.GetValue(lammps), parsed.GetValue(json));
        });
        return command;
    }

    private static Option<int[]?> Sizes() => new("--sizes")
    {
        HelpName = "N[,N...]",
        Description = "Numbers of atoms of grids.",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            var numbers = new List<int>();
            foreach (string word in text.Split(','))
            {
                if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n is < 1 or > MostAtoms)
                {
                    result.AddError($"--sizes is '{text}'; expected numbers of atoms from 1 to {MostAtoms}, separated by commas, e.g. 350,2800.");
                    return [];
                }

                numbers.Add(n);
            }

            return [.. numbers];
        },
    };

    private static TestBox[] FromFile(string file, OpenedModels models)
    {
        var map = new SpeciesMap(models);
        return [.. FrameSource.Open(file).SelectMany(s => s.Frames).Select(f => TestBox.Of(f, map.Of(f)))];
    }

    // Times do not depend on the values of frame and atom parameters.
    private static EvaluatorOptions WithParameters(EvaluatorOptions options, PotentialInfo info) => options with
    {
        FrameParameters = info.FrameParameterCount > 0 ? new double[info.FrameParameterCount] : null,
        AtomParameters = info.AtomParameterCount > 0 ? new double[info.AtomParameterCount] : null,
    };

    private sealed record Bench(
        Terminal Terminal, string Model, IPotential Potential, EvaluatorOptions Options, TestBox[] Boxes, double Seconds, double Timestep)
    {
        public int Run(bool withLammps, bool json)
        {
            double peak = FmaPeak.GigaFlops(Options.Precision);
            var results = new List<Comparison>();
            foreach (TestBox box in Boxes)
            {
                Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"measuring {box.Atoms} atoms for about {Seconds:0.#} s ..."));
                results.Add(Comparison.Measure(Potential, Options, box, Seconds, Operations(), Terminal.Interrupted));
            }

            LammpsTiming? lammps = withLammps ? LammpsTiming.Measure(Terminal, Model, Potential.Info, Options, Boxes[0]) : null;
            if (json)
            {
                JsonOutput.Write(Terminal, ToJson(peak, results, lammps));
            }
            else
            {
                Report(peak, results, lammps);
            }

            return 0;
        }

        private Func<double, double>? Operations()
        {
            IPotential inner = Potential is GoldenCheckedPotential golden ? golden.Inner : Potential;
            return inner switch
            {
                MacePotential mace => neighbours => FlopEstimate.PerAtom(mace.Model, neighbours),
                DpmdPotential => DoneByEvaluator(inner),
                _ => null,
            };
        }

        // Counted from what the evaluator does, which is a fraction of what the formulas of the model would take.
        private Func<double, double>? DoneByEvaluator(IPotential potential)
        {
            using IEvaluator evaluator = potential.CreateEvaluator(Options);
            if (evaluator is not DpmdSimdEvaluator simd)
                return null;
            (double none, double one) = (simd.OperationsPerAtom(0), simd.OperationsPerAtom(1));
            return neighbours => none + neighbours * (one - none);
        }

        private void Report(double peak, List<Comparison> results, LammpsTiming? lammps)
        {
            TextWriter output = Terminal.Out;
            output.WriteLine($"{Model}: {Potential.Info.Summary}");
            output.WriteLine(Machine.This.ToString());
            output.WriteLine(Text($"one core does {peak:0.0} GFLOP/s (fused multiply-adds) in the arithmetic of this precision; {Options.Threads} thread{(Options.Threads == 1 ? "" : "s")}, precision {Word(Options.Precision)}"));
            output.WriteLine();
            var table = new Table("atoms", "neighbours", "back end", "µs/atom/step", "median", "with list", "reference", "faster", "of peak", "B/step", "max |ΔF|", "ns/day");
            table.RightAlign(0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            foreach (Comparison r in results)
            {
                table.Row(Text($"{r.Box.Atoms}"), Text($"{r.Neighbours:0.0}"), r.Backend, Micro(r, r.Step.Least), Micro(r, r.Step.Median), Micro(r, r.StepWithList),
                    Micro(r, r.Reference.Least), Text($"{r.Speedup:0.0}x"), r.FractionOfPeak(peak, Options.Threads) is double f ? Text($"{100 * f:0.0} %") : "-",
                    Text($"{r.AllocatedPerStep}"), Text($"{r.ForceDifference:0.0e+0}"), Text($"{r.NanosecondsPerDay(Timestep):0.###}"));
            }

            table.Write(Terminal);
            output.WriteLine();
            output.WriteLine(Text($"ns/day at {Timestep} fs; µs/atom/step: smallest of the run, median, with a new neighbour list; reference: one thread;"));
            output.WriteLine("of peak: estimated operations, good to a factor of 2; max |ΔF| in eV/Å to the reference.");
            lammps?.Report(Terminal, Timestep);
        }

        private JsonObject ToJson(double peak, List<Comparison> results, LammpsTiming? lammps) => new()
        {
            ["model"] = Model,
            ["summary"] = Potential.Info.Summary,
            ["machine"] = Machine.This.ToJson(),
            ["version"] = Application.Version,
            ["peak_gflops_one_core"] = peak,
            ["precision"] = Word(Options.Precision),
            ["threads"] = Options.Threads,
            ["timestep_fs"] = Timestep,
            ["results"] = new JsonArray([.. results.Select(r => (JsonNode)r.ToJson(Timestep, peak, Options.Threads))]),
            ["lammps"] = lammps?.ToJson(Timestep),
        };

        private static string Micro(Comparison r, double seconds) => Text($"{r.MicrosecondsPerAtom(seconds):0.0}");

        private static string Word(Precision precision) => precision == Precision.Mixed ? "mixed" : "double";

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
