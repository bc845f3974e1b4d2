using System.Text.Json.Nodes;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Tests;

/// <summary>A command line run inside the test process, with what it wrote.</summary>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    public static ToolRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static ToolRun Of(CancellationToken interrupted, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = Application.Run(args, new Terminal { Out = output, Error = error, Interrupted = interrupted });
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The JSON document on standard output.</summary>
    public JsonNode Json => JsonNode.Parse(Out)!;
}
