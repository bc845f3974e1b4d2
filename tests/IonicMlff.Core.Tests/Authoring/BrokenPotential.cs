using IonicMlff.Core.Authoring;
using IonicMlff.Core.Potentials;
using IonicMlff.Examples;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>What a spoilt evaluator does instead of asking the sound one it wraps.</summary>
public delegate void Spoil(BrokenPotential.Evaluator sound, in AtomsView atoms, ref ResultsView results, IHaloExchange? halo);

/// <summary>A sound potential with one defect.</summary>
public sealed class BrokenPotential : IPotential
{
    private static readonly ShortRange Inner = new(new PotentialArguments(["scale", "2.0"]));

    private readonly Spoil spoil;

    public BrokenPotential(Spoil spoil, int layers = 1) => (this.spoil, Info) = (spoil, Inner.Info with { MessagePassingLayers = layers });

    public PotentialInfo Info { get; }

    public IEvaluator CreateEvaluator(EvaluatorOptions options) => new Evaluator(this, options);

    public sealed class Evaluator(BrokenPotential potential, EvaluatorOptions options) : IEvaluator
    {
        private readonly IEvaluator inner = Inner.CreateEvaluator(options);

        public PotentialInfo Info => potential.Info;

        /// <summary>Calls so far.</summary>
        public int Calls { get; private set; }

        /// <summary>For defects that remember something.</summary>
        public double Memory { get; set; }

        public object? Garbage { get; set; }

        public void Sound(in AtomsView atoms, ref ResultsView results) => inner.Compute(atoms, ref results);

        public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
        {
            Calls++;
            potential.spoil(this, atoms, ref results, halo);
        }

        public void Dispose() => inner.Dispose();
    }
}
