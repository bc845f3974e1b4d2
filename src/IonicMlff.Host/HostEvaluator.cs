using System.Globalization;
using IonicMlff.Core.Authoring;
using IonicMlff.Core.Committees;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Host.Generated;
using IonicMlff.Models;

namespace IonicMlff.Host;

/// <summary>An opened model: the evaluator and what connects it to the caller's arrays. No call allocates once buffers have grown.</summary>
internal sealed unsafe class HostEvaluator : IDisposable
{
    private readonly IEvaluator _evaluator;
    private readonly CommitteeEvaluator? _committee;
    private readonly AtomsCheck _check;
    private readonly int[] _speciesMap;
    private readonly HaloCallbacks _halo = new();
    private int[] _species = [];
    private int _localCount = -1;
    private int _ghostCount = -1;
    private int _busy;

    private HostEvaluator(IEvaluator evaluator, int[] speciesMap)
    {
        _evaluator = evaluator;
        _committee = evaluator as CommitteeEvaluator;
        _speciesMap = speciesMap;
        _check = new AtomsCheck(evaluator.Info);
    }

    public static HostEvaluator Open(OpenRequest request)
    {
        IPotential[] potentials = Array.ConvertAll(request.Models, m => PotentialFile.Open(m, new PotentialArguments(request.Words)));
        for (int k = 0; k < potentials.Length; k++)
            SpeciesMap.Create(request.Elements, potentials[k].Info, request.Models[k]); // tells which member lacks an element
        IEvaluator evaluator = potentials.Length == 1
            ? potentials[0].CreateEvaluator(request.Options)
            : new CommitteeEvaluator(potentials, request.Options);
        try
        {
            RefuseOtherDevice(request, evaluator);
            int[] map = SpeciesMap.Create(request.Elements, evaluator.Info, string.Join(", ", request.Models));
            WarmUp.Run(evaluator, map);
            LogModels(request, evaluator);
            return new HostEvaluator(evaluator, map);
        }
        catch (Exception)
        {
            evaluator.Dispose();
            throw;
        }
    }

    // Potentials of users know nothing of devices.
    private static void RefuseOtherDevice(OpenRequest request, IEvaluator evaluator)
    {
        if (request.Options.Device != "cpu" && evaluator.Backend != "torch")
        {
            throw IlmlffException.Usage(
                $"device '{request.Options.Device}': {string.Join(", ", request.Models)} is evaluated by the back end '{evaluator.Backend}', which computes on "
                + "the CPU. Use device cpu.");
        }
    }

    private static void LogModels(OpenRequest request, IEvaluator evaluator)
    {
        IEnumerable<PotentialInfo> members = evaluator is CommitteeEvaluator committee ? committee.Members : [evaluator.Info];
        foreach ((string model, PotentialInfo info) in request.Models.Zip(members))
        {
            HostLog.Info(string.Create(CultureInfo.InvariantCulture,
                $"{model}: {info.Summary}; back end {evaluator.Backend}, {request.Options.Threads} thread(s)"));
        }
    }

    public void Describe(ilmlff_model_info* info)
    {
        PotentialInfo p = _evaluator.Info;
        var numbers = new Span<int>(info->atomic_numbers, 128);
        numbers.Clear();
        info->cutoff = p.Cutoff;
        info->message_passing_layers = p.MessagePassingLayers;
        info->model_count = _committee?.MemberCount ?? 1;
        info->frame_parameter_count = p.FrameParameterCount;
        info->has_default_frame_parameters = p.HasDefaultFrameParameters ? 1 : 0;
        info->atom_parameter_count = p.AtomParameterCount;
        info->element_count = Math.Min(p.AtomicNumbers.Count, numbers.Length);
        for (int i = 0; i < info->element_count; i++)
            numbers[i] = p.AtomicNumbers[i];
        Utf8Field.Write(new Span<byte>(info->backend, 32), _evaluator.Backend);
        Utf8Field.Write(new Span<byte>(info->summary, 256), p.Summary.Length > 0 ? p.Summary : p.Architecture);
    }

    public void Compute(ilmlff_atoms* atoms, ilmlff_results* results)
    {
        Occupy("ilmlff_compute");
        try
        {
            _check.Arrays(atoms, results);
            Evaluate(atoms, results);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Spans over the caller's memory, species translated, and one call.</summary>
    private void Evaluate(ilmlff_atoms* atoms, ilmlff_results* results)
    {
        int local = atoms->n_local, total = local + atoms->n_ghost;
        bool ghostMode = atoms->ghost_mode != 0;
        TranslateSpecies(new ReadOnlySpan<int>(atoms->species, total), local);
        var view = new AtomsView
        {
            LocalCount = local,
            GhostCount = atoms->n_ghost,
            Positions = new ReadOnlySpan<double>(atoms->positions, 3 * total),
            Species = _species.AsSpan(0, total),
            Cell = ghostMode
                ? Cell.None
                : Cell.FromRows(new ReadOnlySpan<double>(atoms->cell, 9), atoms->periodic[0] != 0, atoms->periodic[1] != 0, atoms->periodic[2] != 0),
            GhostMode = ghostMode,
            // A changed number of atoms means changed neighbours, whatever the caller says; the first call always does.
            NeighborsChanged = atoms->neighbors_changed != 0 || local != _localCount || atoms->n_ghost != _ghostCount,
            HostSkin = atoms->host_skin,
            FrameParameters = Parameters(atoms->frame_parameters, _evaluator.Info.FrameParameterCount),
            AtomParameters = Parameters(atoms->atom_parameters, local * _evaluator.Info.AtomParameterCount),
        };
        var sums = new ResultsView
        {
            Virial = new Span<double>(results->virial, 9),
            Forces = new Span<double>(results->forces, 3 * total),
            SiteEnergies = results->site_energies == null ? default : new Span<double>(results->site_energies, local),
            AtomVirials = results->atom_virials == null ? default : new Span<double>(results->atom_virials, 9 * total),
        };
        if (atoms->halo != null)
            _halo.Use(atoms->halo, total);

        _localCount = -1; // should the evaluation fail, its neighbour list can't be relied on
        HaloCallbacks? halo = atoms->halo == null ? null : _halo;
        if (_committee is not null && CommitteeSpans.Wanted(results, _committee.MemberCount, total))
            _committee.ComputeMembers(in view, ref sums, CommitteeSpans.Of(results, _committee.MemberCount, total), halo);
        else
            _evaluator.Compute(in view, ref sums, halo);
        _localCount = local;
        _ghostCount = atoms->n_ghost;
        AtomsCheck.Energy(sums.Energy);
        results->energy = sums.Energy;
    }

    private static ReadOnlySpan<double> Parameters(double* values, int count) => values == null ? default : new ReadOnlySpan<double>(values, count);

    private void TranslateSpecies(ReadOnlySpan<int> theirs, int local)
    {
        if (_species.Length < theirs.Length)
            _species = new int[theirs.Length + theirs.Length / 8];
        int[] map = _speciesMap;
        for (int i = 0; i < theirs.Length; i++)
        {
            uint s = (uint)theirs[i];
            if (s >= (uint)map.Length)
                throw AtomsCheck.UnknownSpecies(i, local, theirs[i], map.Length);
            _species[i] = map[s];
        }
    }

    /// <summary>Marks the evaluator as in use.</summary>
    /// <exception cref="IlmlffException">It is in use.</exception>
    public void Occupy(string caller)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw IlmlffException.Usage($"{caller}: this evaluator is in use by another thread; open one evaluator per thread.");
    }

    public void Dispose() => _evaluator.Dispose();
}
