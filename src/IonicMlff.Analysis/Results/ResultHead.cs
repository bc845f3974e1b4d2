using System.Reflection;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Results;

/// <summary>What every result's JSON begins with.</summary>
public static class ResultHead
{
    private static readonly string Version =
        (typeof(ResultHead).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>The whole document: head, then the numbers of the result.</summary>
    public static JsonObject Document(AnalysisResult result, RunSummary run)
    {
        AnalysisSystem system = run.System;
        TrajectoryFault? fault = result.Refusal ?? run.Fault;
        var json = new JsonObject
        {
            ["quantity"] = result.Quantity,
            ["trajectory"] = Path.GetFileName(system.Trajectory),
            ["topology"] = system.TopologyFile is { } t ? Path.GetFileName(t) : null,
            ["bonds_from"] = system.BondSource,
            ["frames"] = run.Frames,
            ["frame_interval_ps"] = Json.Number(run.FrameInterval),
            ["temperature_K"] = Json.Number(system.Temperature),
            ["complete"] = run.IsComplete && result.Refusal is null,
            ["interrupted"] = run.Interrupted,
            ["fault"] = fault is null ? null : Describe(fault),
            ["warnings"] = new JsonArray([.. run.Warnings.Select(Describe)]),
            ["remarks"] = new JsonArray([.. result.Remarks.Select(r => (JsonNode)r)]),
        };
        foreach ((string key, JsonNode? value) in result.Json.ToArray())
        {
            result.Json.Remove(key);
            json[key] = value;
        }

        json["computed_with"] = $"ilmlff {Version}";
        return json;
    }

    private static JsonObject Describe(TrajectoryFault fault)
    {
        var json = new JsonObject { ["message_class"] = fault.Kind.ToString(), ["message"] = fault.ToString() };
        if (fault.Frame is int frame)
            json["frame"] = frame;
        if (fault.Line is long line)
            json["line"] = line;
        if (fault.Offset is long offset)
            json["byte"] = offset;
        if (fault.AtomId is long id)
            json["atom_id"] = id;
        return json;
    }
}
