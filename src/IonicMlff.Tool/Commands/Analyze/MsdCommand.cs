using System.CommandLine;
using System.Globalization;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze msd</c>.</summary>
internal static class MsdCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string> unwrap = Options.Word(
            "--unwrap", "How paths are unwrapped: tor (toroidal-view preserving, right in NPT), heuristic (nearest image of the last place), images (ix iy iz of the file), all.", "all", "tor", "heuristic", "images", "all");
        Option<string?> fit = Options.Text("--fit", "FROM:TO", "Lags to fit, ps [default: the widest window that is diffusive].");
        Option<double?> viscosity = Options.Number("--viscosity", "MPAS", "Shear viscosity, mPa·s, of the same model, for the correction of finite size (Yeh and Hummer).", positive: true);
        return AnalyzeCommand.Of(
            terminal,
            new ToolCommand("msd", "Diffusion of the ions, conductivity, Haven ratio, transference numbers.")
            {
                Notes =
                [
                    "Mean square displacements of the centres of mass, all origins. The screen shows the first scheme of tor, heuristic, images; JSON has all. "
                    + "Motion of the whole system is taken off when it is more than chance gives. D is the slope over 6; it is one only where the log-log slope is 1.",
                    "LAMMPS dumps count steps: give --timestep. Conductivity and the correction of finite size need --temperature.",
                ],
                Examples =
                [
                    ("ilmlff analyze msd traj.dump.gz --topology system.data --timestep 2 --temperature 423 --json msd.json", ""),
                    ("ilmlff analyze msd traj.xtc --topology system.data --unwrap tor --fit 5:50 --viscosity 4.2 --temperature 423 --svg msd.svg", ""),
                ],
            },
            [unwrap, fit, viscosity],
            parsed => new MsdAnalysis(new MsdOptions
            {
                Schemes = parsed.GetRequiredValue(unwrap) is var word && word == "all" ? [] : [Enum.Parse<UnwrapScheme>(word, ignoreCase: true)],
                Fit = parsed.GetValue(fit) is { } window ? Window(window) : null,
                Viscosity = parsed.GetValue(viscosity),
            }));
    }

    private static (double From, double To) Window(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2 && TryNumber(parts[0], out double from) && TryNumber(parts[1], out double to) && from >= 0 && to > from
            ? (from, to)
            : throw IlmlffException.Usage($"--fit is '{text}', expected two lags in ps, FROM:TO with FROM < TO, e.g. 5:50.");
    }

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
