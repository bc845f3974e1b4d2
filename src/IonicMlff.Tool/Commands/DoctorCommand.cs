using System.CommandLine;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff doctor</c>: what is installed, what matches, what to do.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = Options.Json();
        var command = new ToolCommand("doctor", "Say what is installed, what matches, and what to do about the rest.")
        {
            Notes = ["Exit code 0: LAMMPS with pair_style ilmlff can be built and run here; 69: a program it needs is missing."],
            Examples = [("ilmlff doctor", ""), ("ilmlff doctor --json | jq -r '.checks[] | select(.state != \"ok\") | .cure'", "only the cures")],
        };
        command.Options.Add(json);
        command.SetAction(parsed => Run(terminal, parsed.GetValue(json), Checkout.Find()));
        return command;
    }

    private static int Run(Terminal terminal, bool json, Checkout? checkout)
    {
        Check[] checks = [.. Doctor.Examine(checkout)];
        Check[] stops = [.. checks.Where(c => c.Stops)];
        if (json)
        {
            JsonOutput.Write(terminal, new JsonObject
            {
                ["ok"] = stops.Length == 0,
                ["version"] = Application.Version,
                ["checkout"] = checkout?.Root,
                ["machine"] = Machine.This.ToJson(),
                ["checks"] = new JsonArray([.. checks.Select(c => (JsonNode)c.ToJson())]),
            });
        }
        else
        {
            Report(terminal, checks, stops, checkout);
        }

        return stops.Length == 0 ? 0 : (int)ErrorKind.MissingProgram;
    }

    private static void Report(Terminal terminal, Check[] checks, Check[] stops, Checkout? checkout)
    {
        Machine machine = Machine.This;
        terminal.Out.WriteLine($"ilmlff {Application.Version}" + (checkout is null ? "" : $" in {checkout.Root}"));
        terminal.Out.WriteLine(machine.ToString());
        if (machine.VectorBits < 256)
        {
            terminal.Out.WriteLine("This CPU has no AVX2: models run, several times slower than on a CPU that has it.");
        }

        terminal.Out.WriteLine();
        var table = new Table("part", "state", "for", "found");
        foreach (Check check in checks)
        {
            table.Row(check.Name, check.StateWord, check.PurposeWord, check.Found);
        }

        table.Write(terminal);
        Check[] cured = [.. checks.Where(c => c.Cure.Length > 0)];
        if (cured.Length > 0)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine("what to do:");
            foreach (Check check in cured)
            {
                terminal.Out.WriteLine($"  {check.Name} ({check.PurposeWord}): {check.Cure}");
            }
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine(stops.Length == 0
            ? "LAMMPS with pair_style ilmlff can be built and run here."
            : $"LAMMPS with pair_style ilmlff can't work yet: {string.Join(", ", stops.Select(c => c.Name))}.");
    }
}
