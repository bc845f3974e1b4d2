using System.CommandLine;
using IonicMlff.Core.Frames;
using IonicMlff.Tool.CommandLine;

namespace IonicMlff.Tool.Commands;

/// <summary>Names of labels that are not the usual ones.</summary>
internal sealed class LabelOptions
{
    private readonly Option<string?> energy = Options.Text("--energy-key", "KEY", "Name of the energies [default: REF_energy, else energy].");
    private readonly Option<string?> forces = Options.Text("--forces-key", "KEY", "Name of the forces [default: REF_forces, else forces].");
    private readonly Option<string?> stress = Options.Text("--stress-key", "KEY", "Name of the stress, positive = tension [default: REF_stress, else stress].");
    private readonly Option<string?> virial = Options.Text("--virial-key", "KEY", "Name of the virial [default: REF_virial(s), else virial(s), else from the stress].");
    private readonly Option<string?> type = Options.Text("--type-key", "KEY", "Name of the type of configuration [default: config_type].");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { energy, forces, stress, virial, type })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The names.</summary>
    public LabelKeys Keys(ParseResult parsed)
    {
        LabelKeys keys = LabelKeys.Usual with
        {
            Energy = parsed.GetValue(energy),
            Forces = parsed.GetValue(forces),
            Stress = parsed.GetValue(stress),
            Virial = parsed.GetValue(virial),
        };
        return parsed.GetValue(type) is { } name ? keys with { ConfigType = name } : keys;
    }
}
