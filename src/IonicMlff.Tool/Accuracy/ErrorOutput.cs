using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Elements;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>Error tables for terminals, JSON, CSV and reports: the same rows everywhere.</summary>
internal static class ErrorOutput
{
    private static readonly (string Key, string Title, string Unit, Func<PredictionErrors, ErrorSum> Of)[] Quantities =
    [
        ("energy", "energy", "eV", e => e.Energy),
        ("energy_per_atom", "energy per atom", "eV", e => e.EnergyPerAtom),
        ("forces", "force components", "eV/Å", e => e.Forces),
        ("force_magnitude", "force magnitudes", "eV/Å", e => e.ForceMagnitude),
        ("stress", "stress components", "eV/Å^3", e => e.Stress),
        ("virial", "virial components", "eV", e => e.Virial),
        ("virial_per_atom", "virial components per atom", "eV", e => e.VirialPerAtom),
    ];

    /// <summary>The table of a report: RMSE, MAE and largest errors in the units of upstream's tables.</summary>
    public static Reports.Table ReportTable(ErrorTable errors)
    {
        var table = new Reports.Table(
            "Errors by set and type of configuration: energies per atom, force and stress components.",
            new("Set"), new("Type"), new("Frames"), new("Atoms"), new("Energy RMSE", "meV/atom", "0.00"), new("MAE", "meV/atom", "0.00"), new("mean error", "meV/atom", "0.00"),
            new("Force RMSE", "meV/Å", "0.0"), new("MAE", "meV/Å", "0.0"), new("largest", "meV/Å", "0"), new("relative", "%", "0.00"), new("cosine", "", "0.0000"),
            new("Stress RMSE", "meV/Å³", "0.000"), new("Virial RMSE", "meV/atom", "0.00"))
        { FileName = "errors" };
        foreach (ErrorRow row in errors.Rows)
        {
            PredictionErrors e = row.Errors;
            table.AddRow(
                SetOf(row), TypeOf(row), e.Frames, e.Atoms, Milli(e.EnergyPerAtom.Rmse), Milli(e.EnergyPerAtom.Mae), Milli(-e.EnergyPerAtom.Bias),
                Milli(e.Forces.Rmse), Milli(e.Forces.Mae), Milli(e.Forces.Max), e.Forces.RelativeRmse, e.ForceCosine, Milli(e.Stress.Rmse), Milli(e.VirialPerAtom.Rmse));
        }

        return table;
    }

    /// <summary>Force errors by element.</summary>
    public static Reports.Table ElementTable(ErrorTable errors)
    {
        var table = new Reports.Table(
            "Errors of force components by element.", new("Set"), new("Element"), new("Components"), new("RMSE", "meV/Å", "0.0"), new("MAE", "meV/Å", "0.0"),
            new("largest", "meV/Å", "0"), new("relative", "%", "0.00"), new("R²", "", "0.00000"))
        { FileName = "errors-by-element" };
        foreach ((ErrorRow row, int z, ErrorSum e) in errors.Rows.Where(r => r.ConfigType is null).SelectMany(r => r.Errors.ForcesByElement.Select(e => (r, e.Key, e.Value))))
        {
            table.AddRow(SetOf(row), PeriodicTable.Symbol(z), e.Count, Milli(e.Rmse), Milli(e.Mae), Milli(e.Max), e.RelativeRmse, e.R2);
        }

        return table;
    }

    /// <summary>The table of the terminal.</summary>
    public static Table TerminalTable(ErrorTable errors)
    {
        var table = new Table("set", "type", "frames", "E RMSE", "E MAE", "F RMSE", "F MAE", "F max", "F rel %", "S RMSE", "V RMSE").RightAlign(2, 3, 4, 5, 6, 7, 8, 9, 10);
        table.Row("", "", "", "meV/atom", "meV/atom", "meV/Å", "meV/Å", "meV/Å", "", "meV/Å³", "meV/atom");
        foreach (ErrorRow row in errors.Rows)
        {
            PredictionErrors e = row.Errors;
            table.Row(
                SetOf(row), TypeOf(row), e.Frames.ToString(CultureInfo.InvariantCulture), Text(e.EnergyPerAtom.Rmse, "0.00"), Text(e.EnergyPerAtom.Mae, "0.00"),
                Text(e.Forces.Rmse, "0.0"), Text(e.Forces.Mae, "0.0"), Text(e.Forces.Max, "0"), Percent(e.Forces), Text(e.Stress.Rmse, "0.000"), Text(e.VirialPerAtom.Rmse, "0.00"));
        }

        return table;
    }

    /// <summary>The rows as JSON, in eV, Å.</summary>
    public static JsonArray Json(ErrorTable errors) => new([.. errors.Rows.Select(row => (JsonNode)Json(row))]);

    /// <summary>The rows as CSV: one line per set, type, quantity and element.</summary>
    public static void WriteCsv(TextWriter writer, ErrorTable errors)
    {
        writer.Write("set,config_type,quantity,element,unit,count,mae,rmse,max,mean_error,rmse_without_mean,r2,q95,relative_rmse_percent\n");
        foreach (ErrorRow row in errors.Rows)
        {
            foreach (var (key, _, unit, of) in Quantities.Where(q => q.Of(row.Errors).Count > 0))
            {
                WriteCsv(writer, row, key, "", unit, of(row.Errors));
            }

            foreach ((int z, ErrorSum sum) in row.Errors.ForcesByElement)
            {
                WriteCsv(writer, row, "forces", PeriodicTable.Symbol(z), "eV/Å", sum);
            }
        }
    }

    /// <summary>Definitions of the numbers, for reports.</summary>
    public const string Definitions =
        "RMSE: root of the mean square error; MAE: mean absolute error. Energies: one value per frame, divided by its number of atoms. Forces, stress, virial: one value " +
        "per Cartesian component (3 per atom; 9 per frame). Mean error: model minus reference; a shift that all energies share does not act on atoms. Relative: RMSE over " +
        "the root mean square of the reference. Cosine: mean over atoms of the cosine of the angle between both force vectors. Stress is positive under tension; " +
        "virial = −volume × stress. These are the definitions of upstream MACE's tables and of 'dp test'.";

    private static void WriteCsv(TextWriter writer, ErrorRow row, string quantity, string element, string unit, ErrorSum e) => writer.Write(string.Create(
        CultureInfo.InvariantCulture,
        $"{Quote(SetOf(row))},{Quote(TypeOf(row))},{quantity},{element},{unit},{e.Count},{e.Mae:R},{e.Rmse:R},{e.Max:R},{-e.Bias:R},{e.RmseWithoutBias:R},{e.R2:R},{e.Q95:R},{e.RelativeRmse:R}\n"));

    private static JsonObject Json(ErrorRow row)
    {
        var json = new JsonObject
        {
            ["set"] = SetOf(row),
            ["config_type"] = row.ConfigType ?? row.OnlyType,
            ["frames"] = row.Errors.Frames,
            ["atoms"] = row.Errors.Atoms,
        };
        foreach (var (key, _, _, of) in Quantities)
        {
            json[key] = of(row.Errors).Count == 0 ? null : Json(of(row.Errors));
        }

        json["force_cosine"] = JsonOutput.Number(row.Errors.ForceCosine);
        json["forces_by_element"] = new JsonObject(row.Errors.ForcesByElement.Select(e => KeyValuePair.Create(PeriodicTable.Symbol(e.Key), (JsonNode?)Json(e.Value))));
        return json;
    }

    private static JsonObject Json(ErrorSum e) => new()
    {
        ["count"] = e.Count,
        ["mae"] = JsonOutput.Number(e.Mae),
        ["rmse"] = JsonOutput.Number(e.Rmse),
        ["max"] = JsonOutput.Number(e.Max),
        ["mean_error"] = JsonOutput.Number(-e.Bias),
        ["rmse_without_mean"] = JsonOutput.Number(e.RmseWithoutBias),
        ["r2"] = JsonOutput.Number(e.R2),
        ["q95"] = JsonOutput.Number(e.Q95),
        ["relative_mae_percent"] = JsonOutput.Number(e.RelativeMae),
        ["relative_rmse_percent"] = JsonOutput.Number(e.RelativeRmse),
    };

    private static string SetOf(ErrorRow row) => row.Set.Length == 0 ? "all sets" : row.Set;

    private static string TypeOf(ErrorRow row) => row.ConfigType is { Length: 0 } ? "none" : row.ConfigType ?? row.OnlyType ?? "all";

    private static object? Milli(double value) => double.IsNaN(value) ? "–" : 1000 * value;

    private static string Text(double value, string format) => double.IsNaN(value) ? "-" : (1000 * value).ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(ErrorSum sum) => sum.Count == 0 ? "-" : sum.RelativeRmse.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
