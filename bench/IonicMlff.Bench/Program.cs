using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Running;
using IonicMlff.Bench;
using IonicMlff.Bench.Training;

if (args is ["account", .. string[] rest])
{
    FlopAccount.Print(rest);
    return;
}

if (args is ["analysis", .. string[] files])
{
    AnalysisBench.Print(files);
    return;
}

if (args is ["training", .. string[] options])
{
    TrainingBench.Run(options);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(EvaluatorBenchmarks).Assembly)
    .Run(args, DefaultConfig.Instance.AddExporter(JsonExporter.Full));
