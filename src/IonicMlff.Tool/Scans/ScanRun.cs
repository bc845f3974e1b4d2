using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Scans;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Commands.Analyze;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Scans;

/// <summary>Scans a dihedral with every model, shows and writes the profiles; also those that ended early.</summary>
internal sealed class ScanRun(Terminal terminal, ScanCall call)
{
    /// <summary>Runs; returns the exit code.</summary>
    public int Run()
    {
        call.Refuse();
        (ScanDihedral dihedral, SingleMolecule molecule) = ScanDihedral.Find(call.Dihedral, SingleMolecule.MoleculesOf(TopologyFiles.Read(call.File, call.Elements)));
        DihedralScan[] scans = [.. call.Modes.Select(relaxed => new DihedralScan(molecule, dihedral, call.Options with { Relaxed = relaxed }))];
        Frame frame = FrameOf(molecule);

        // All models are opened and asked for the elements before the first one works.
        var pools = new List<EvaluatorPool>();
        try
        {
            foreach (string file in call.Models)
            {
                pools.Add(new EvaluatorPool(new OpenedModels([file]), call.Evaluator));
                Check(pools[^1], frame);
            }

            ScanProfile[] profiles = Scan(scans, pools, frame);
            return Present(molecule, dihedral, scans[0], profiles);
        }
        finally
        {
            pools.ForEach(p => p.Dispose());
        }
    }

    private static void Check(EvaluatorPool pool, Frame frame)
    {
        string model = pool.Models.Files[0];
        try
        {
            new SpeciesMap(pool.Models).Of(frame);
            var parameters = new ParameterSource(pool.Info, pool.Options);
            parameters.OfFrame(frame);
            parameters.OfAtoms(frame);
            pool.For(frame);
        }
        catch (IlmlffException e)
        {
            throw new IlmlffException(e.Kind, $"{model}: {e.Message}", e);
        }
    }

    private ScanProfile[] Scan(DihedralScan[] scans, List<EvaluatorPool> pools, Frame frame)
    {
        string[] labels = Labels(call.Models);
        var profiles = new List<ScanProfile>();
        using var progress = new Progress(terminal, "points", (long)pools.Count * scans.Sum(s => s.Work));
        long done = 0;
        for (int m = 0; m < pools.Count; m++)
        {
            int[] species = new SpeciesMap(pools[m].Models).Of(frame);
            foreach (DihedralScan scan in scans)
            {
                long end = done + scan.Work;
                profiles.Add(scan.Run(labels[m], new MoleculeEnergy(pools[m].For(frame), species), () => progress.Report(done = Math.Min(done + 1, end - 1)), terminal.Interrupted));
                if (profiles[^1].Interrupted)
                    return [.. profiles];
                done = end;
            }
        }

        return [.. profiles];
    }

    private int Present(SingleMolecule molecule, ScanDihedral dihedral, DihedralScan scan, ScanProfile[] profiles)
    {
        AnalysisResult result = new ScanReport(molecule, dihedral, scan.Turned, call.Options, call.Unit).Of(profiles, call.Reference);
        ResultFiles.Write(terminal, call.Outputs, result, () => Document(result, profiles));
        if (call.Geometries is { } path)
            WriteGeometries(path, molecule, profiles);
        if (!new[] { call.Outputs.Json, call.Outputs.Csv, call.Outputs.Svg }.Contains("-"))
            Show(molecule, dihedral, result);
        foreach (string remark in result.Remarks)
            terminal.Say("note: " + remark);
        ScanProfile[] failed = [.. profiles.Where(p => p.Failure is not null)];
        foreach (ScanProfile p in failed)
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"error: {ScanReport.Name(p)}, {p.Failure}; {p.Points.Count(q => q is not null)} of {p.Points.Length} points are there."));
        if (profiles.Any(p => p.Interrupted))
        {
            terminal.Say("interrupted: the results are those of the points up to here.");
            return Application.Interrupted;
        }

        return failed.Length > 0 ? (int)ErrorKind.Failed : 0;
    }

    private void Show(SingleMolecule molecule, ScanDihedral dihedral, AnalysisResult result)
    {
        int[] atoms = [dihedral.A, dihedral.B, dihedral.C, dihedral.D];
        terminal.Out.WriteLine($"energy of {molecule.Kind.Name} ({Path.GetFileName(call.File)}) along {dihedral.Name}, atoms {string.Join("-", atoms.Select(molecule.NameOf))}");
        var table = new Table("", "");
        foreach ((string label, string value) in result.Lines)
            table.Row(label, value);
        table.Write(terminal);
    }

    private JsonObject Document(AnalysisResult result, ScanProfile[] profiles)
    {
        var json = new JsonObject
        {
            ["quantity"] = result.Quantity,
            ["file"] = Path.GetFileName(call.File),
            ["complete"] = profiles.All(p => p.Failure is null && !p.Interrupted),
            ["interrupted"] = profiles.Any(p => p.Interrupted),
            ["remarks"] = JsonOutput.Words(result.Remarks),
        };
        foreach ((string key, JsonNode? value) in result.Json.ToArray())
        {
            result.Json.Remove(key);
            json[key] = value;
        }

        json["computed_with"] = $"ilmlff {Application.Version}";
        return json;
    }

    private static void WriteGeometries(string path, SingleMolecule molecule, ScanProfile[] profiles)
    {
        foreach (ScanProfile p in profiles)
        {
            string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
            string own = profiles.Length == 1 ? path : $"{stem}-{ScanReport.Name(p).Replace(", ", "-", StringComparison.Ordinal)}{Path.GetExtension(path)}";
            using AtomicFile file = AtomicFile.Create(own, ExtxyzWriter.Create);
            foreach (ScanPoint point in p.Points.OfType<ScanPoint>())
            {
                var frame = new Frame(molecule.Elements, point.Positions, Cell.None);
                frame.Values.Add("angle", PropertyArray.Of(point.Angle));
                frame.Values.Add("energy", PropertyArray.Of(point.Energy));
                ExtxyzWriter.Write(file.Writer, frame);
            }

            file.Commit();
        }
    }

    // The charge of the ion, for models that take one.
    private Frame FrameOf(SingleMolecule molecule)
    {
        var frame = new Frame(molecule.Elements, molecule.Positions, Cell.None) { Origin = call.File };
        if (molecule.HasCharge)
            frame.Values.Add("total_charge", PropertyArray.Of((double)molecule.Kind.Charge));
        return frame;
    }

    // File names without folder and ending; whole paths when two are the same.
    private static string[] Labels(IReadOnlyList<string> files)
    {
        string[] names = [.. files.Select(f => Path.GetFileName(f) is var name && name.EndsWith(".gz", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name[..^3]) : Path.GetFileNameWithoutExtension(name))];
        return names.Distinct().Count() == names.Length ? names : [.. files];
    }
}
