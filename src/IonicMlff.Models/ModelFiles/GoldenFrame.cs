using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Models.ModelFiles;

/// <summary>
/// A small structure with the energy (eV), forces (eV/Å) and virial (eV) the reference evaluator gave when the file was written.
/// It is evaluated again when the model is loaded, so that a wrong evaluator, a damaged file or a failing processor is noticed
/// before the first step.
/// </summary>
public sealed record GoldenFrame
{
    private const int MaxAtoms = 64;
    private const double MaxPairs = 1e5;

    /// <summary>Name for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Head evaluated.</summary>
    public required string Head { get; init; }

    /// <summary>Total charge, e, or null for the model's default.</summary>
    public double? TotalCharge { get; init; }

    /// <summary>Spin multiplicity, or null for the model's default.</summary>
    public double? TotalSpin { get; init; }

    /// <summary>Frame parameters (fparam); none for ordinary models.</summary>
    public double[] FrameParameters { get; init; } = [];

    /// <summary>Atom parameters (aparam), atom by atom; none for ordinary models.</summary>
    public double[] AtomParameters { get; init; } = [];

    /// <summary>Species index of each atom.</summary>
    public required int[] Species { get; init; }

    /// <summary>Positions, Å, three per atom.</summary>
    public required double[] Positions { get; init; }

    /// <summary>Cell rows, Å, of a fully periodic frame; null for a cluster.</summary>
    public double[]? CellRows { get; init; }

    /// <summary>Energy, eV.</summary>
    public required double Energy { get; init; }

    /// <summary>Forces, eV/Å.</summary>
    public required double[] Forces { get; init; }

    /// <summary>Virial, eV, 3×3.</summary>
    public required double[] Virial { get; init; }

    internal void Evaluate(IEvaluator evaluator, out double energy, out double[] forces, out double[] virial)
    {
        forces = new double[Positions.Length];
        virial = new double[9];
        var results = new ResultsView { Forces = forces, Virial = virial };
        evaluator.Compute(
            new AtomsView
            {
                LocalCount = Species.Length,
                Positions = Positions,
                Species = Species,
                Cell = CellRows is null ? Cell.None : Cell.FromRows(CellRows, true, true, true),
                FrameParameters = FrameParameters,
                AtomParameters = AtomParameters,
            },
            ref results);
        energy = results.Energy;
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("head", Head);
        WriteOptional("total_charge", TotalCharge);
        WriteOptional("total_spin", TotalSpin);
        if (FrameParameters.Length > 0)
        {
            WriteNumbers("frame_parameters", FrameParameters);
        }

        if (AtomParameters.Length > 0)
        {
            WriteNumbers("atom_parameters", AtomParameters);
        }

        WriteNumbers("species", Species.Select(s => (double)s));
        WriteNumbers("positions", Positions);
        if (CellRows is not null)
        {
            WriteNumbers("cell", CellRows);
        }

        json.WriteNumber("energy", Energy);
        WriteNumbers("forces", Forces);
        WriteNumbers("virial", Virial);
        json.WriteEndObject();

        void WriteOptional(string name, double? value)
        {
            if (value is { } x)
            {
                json.WriteNumber(name, x);
            }
        }

        void WriteNumbers(string name, IEnumerable<double> values)
        {
            json.WriteStartArray(name);
            foreach (double x in values)
            {
                json.WriteNumberValue(x);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Reads a frame; one whose evaluation would take long is refused.</summary>
    internal static GoldenFrame Read(JsonFields json, int speciesCount, double cutoff)
    {
        int[] species = [.. json.Numbers("species").Select(s =>
            s >= 0 && s < speciesCount && s == Math.Floor(s) ? (int)s : throw json.Wrong("species", "a list of species"))];
        var frame = new GoldenFrame
        {
            Name = json.Text("name"),
            Head = json.Text("head"),
            TotalCharge = json.OptionalNumber("total_charge"),
            TotalSpin = json.OptionalNumber("total_spin"),
            FrameParameters = json.Has("frame_parameters") ? json.Numbers("frame_parameters") : [],
            AtomParameters = json.Has("atom_parameters") ? json.Numbers("atom_parameters") : [],
            Species = species,
            Positions = json.Numbers("positions"),
            CellRows = json.Has("cell") ? json.Numbers("cell") : null,
            Energy = json.Number("energy"),
            Forces = json.Numbers("forces"),
            Virial = json.Numbers("virial"),
        };
        json.RefuseOthers();
        bool fits = species.Length is > 0 and <= MaxAtoms && frame.Positions.Length == 3 * species.Length
            && frame.Forces.Length == 3 * species.Length
            && frame.Positions.All(x => Math.Abs(x) <= 1e4) && frame.Virial.Length == 9
                && frame.CellRows is null or { Length: 9 };
        if (!fits)
        {
            throw json.Wrong("positions", $"three numbers per atom, for at most {MaxAtoms} atoms");
        }

        return frame.ExpectedPairs(cutoff) <= MaxPairs ? frame
            : throw json.Wrong("cell", "that of a frame that can be evaluated quickly");
    }

    /// <summary>
    /// Pairs within the cutoff, each direction, at the mean density of a crystal; all pairs of a cluster. NaN never fits.
    /// </summary>
    private double ExpectedPairs(double cutoff)
    {
        double n = Species.Length;
        if (CellRows is null)
        {
            return n * n;
        }

        // Images are counted within the cutoff and a cell diameter around it.
        double diameter = CellRows.Sum(Math.Abs);
        double volume = Cell.FromRows(CellRows, true, true, true).Volume;
        return n * n * 4.19 * Math.Pow(cutoff + diameter, 3) / volume;
    }
}
