# SPDX-License-Identifier: MIT
"""IlmlffForce: a machine-learned potential as an OpenMM Force."""

from xml.sax.saxutils import quoteattr

import numpy as np
import openmm
from openmm import app

from . import _native  # hands the plugin to OpenMM
from .bonds import bondIndices, guessBonds, inNanometers
from .checks import atomParameters, element, indices, integer, modelFile, number, numberList, ownWords, word
from .deviation import modelDeviation


class IlmlffForce:
    """A machine-learned potential for a whole System or for some of its particles.

    Example
    -------
    >>> force = IlmlffForce("pyr14bf4.model")
    >>> force.addAtoms(topology)
    >>> system.addForce(force.toOpenMM())

    Parameters
    ----------
    model : path
        Model file: MACE ``.model``, DeePMD ``.pth``, or IonicMlff's ``.safetensors``. Several (``IlmlffForce("a.pth",
        "b.pth")`` or a list) are a committee: the first drives at the cost of one model, and
        :class:`ilmlff.ModelDeviationReporter` writes how far apart they are.
    periodic : bool, optional
        Count the images of the periodic box? Left out, it is True when the Topology given to :meth:`addAtoms` has box
        vectors, or when another Force, a barostat or ``setDefaultPeriodicBoxVectors`` makes the System's box count.
    precision : "double" or "mixed"
        "mixed" computes in float and sums energies and forces in double: faster, forces good to about 1e-4 eV/Angstrom.
    threads : int, optional
        Left out: the environment variable OPENMM_CPU_THREADS, else every core that the process may use.
    backend : "auto", "simd", "reference" or "torch"
        The fast evaluator, the slow exact one, or libtorch's tensors, which run on GPUs, too.
    head : str, optional
        Head of a multi-head model.
    charge, spin : number, optional
        Total charge (elementary charges) and spin multiplicity, for models that know them.
    fparam : numbers, optional
        Frame parameters, for DeePMD models that take them. Left out: the model's default.
    aparam : numbers, or a list of numbers for each atom, optional
        Atom parameters, for DeePMD models that take them; rows are in the order of :meth:`getParticles`.
    device : "cpu", "cuda" or "cuda:N"
        "cuda" needs libtorch for CUDA (see docs/libtorch.md) and implies backend "torch".
    forceGroup : int
        0 to 31.
    name : str
        Name of the Force.
    **words
        For a potential written in C# (``"My.dll"``): its own words, e.g. ``epsilon=0.0103``.

    Energies are the model's total energies (isolated-atom energies included) in kJ/mol: about -4e6 kJ/mol for a box
    of 350 atoms. Lengths and forces have OpenMM's units, nm and kJ/mol/nm. 1 eV = 96.48533212 kJ/mol.
    """

    def __init__(self, model, *models, periodic=None, precision="double", threads=None, backend="auto", head=None,
                 charge=None, spin=None, fparam=None, aparam=None, device="cpu", forceGroup=0, name="IlmlffForce", **words):  # fmt: skip
        if isinstance(model, (list, tuple)):
            if not model:
                raise ValueError("model: the list is empty; expected at least one model file")
            model, models = model[0], (*model[1:], *models)
        if periodic not in (None, True, False):
            raise TypeError(f"periodic: expected True, False or None (from the topology), not {periodic!r}")
        if head is not None and not (isinstance(head, str) and head):
            raise TypeError(f"head: expected the name of one of the model's heads, not {head!r}")
        if not isinstance(name, str):
            raise TypeError(f"name: expected a string, not {name!r}")
        self._models = [modelFile(path) for path in (model, *models)]
        self._words = ownWords(words, self._models, IlmlffForce)
        self._periodic = None if periodic is None else bool(periodic)
        self._properties = {
            "device": word("device", device),
            "precision": word("precision", precision),
            "backend": word("backend", backend),
            "head": head or "",
            "threads": 0 if threads is None else integer("threads", threads, 1, 4096),
            "forceGroup": integer("forceGroup", forceGroup, 0, 31),
            "name": name,
        }
        for key, value in (("charge", number("charge", charge)), ("spin", number("spin", spin))):
            if value is not None:
                self._properties[key] = repr(value)
        self._fparam = numberList("fparam", fparam)
        self._aparam, self._aparamRows = atomParameters(aparam)
        self._elements = {}  # particle -> symbol
        self._bonds = []
        self._systemSize = -1
        self._boxVectors = None  # of the Topology, nm

    def addAtoms(self, atoms, particles=None):
        """Says which particles the model acts on, and what elements they are.

        Parameters
        ----------
        atoms : Topology, or list of element symbols (also atomic numbers or openmm.app.Element)
            A Topology also brings its bonds (see :meth:`addBonds`) and, with box vectors, periodic boundaries.
        particles : list of int, optional
            Particles of the System that the model acts on. With a Topology of the whole System: the atoms to take from
            it. With a list of elements: one index for each. Left out: the atoms are all particles of the System, in its
            order.
        """
        if isinstance(atoms, app.Topology):
            everything = sorted(atoms.atoms(), key=lambda atom: atom.index)
            chosen = range(len(everything)) if particles is None else indices(particles)
            for particle in chosen:
                if particle >= len(everything):
                    raise ValueError(f"particle {particle} is not in the topology, which has {len(everything)} atoms")
                if everything[particle].element is None:
                    raise ValueError(
                        f"atom {particle} ({everything[particle].name}) of the topology has no element; a virtual site "
                        "or extra particle must be left out (particles=[...])"
                    )
            found = {particle: element(everything[particle].element, particle) for particle in chosen}
            bonds = [pair for pair in bondIndices(atoms.bonds()) if pair[0] in found and pair[1] in found]
            size = len(everything)
        else:
            if isinstance(atoms, (str, bytes)) or not hasattr(atoms, "__iter__"):
                raise TypeError(f"addAtoms: expected a Topology or a list of element symbols, not {atoms!r}")
            symbols = [element(atom, position) for position, atom in enumerate(atoms)]
            chosen = range(len(symbols)) if particles is None else indices(particles)
            if len(chosen) != len(symbols):
                raise ValueError(f"addAtoms: {len(symbols)} elements, but {len(chosen)} particles")
            found, bonds = dict(zip(chosen, symbols)), []
            size = len(symbols) if particles is None else -1
        if not found:
            raise ValueError("addAtoms: there are no atoms")
        twice = sorted(set(found) & set(self._elements))
        if twice:
            raise ValueError(f"addAtoms: particle {twice[0]} was added before; a second call needs particles=[...]")
        if isinstance(atoms, app.Topology) and atoms.getPeriodicBoxVectors() is not None:
            self._boxVectors = inNanometers(atoms.getPeriodicBoxVectors(), (3, 3), "the topology's box vectors")
        self._elements.update(found)
        self._bonds += bonds
        self._systemSize = max(self._systemSize, size)

    def addBonds(self, bonds):
        """Says which particles are bonded, as pairs of indices.

        Bonds have no energy here. They tell OpenMM which particles form one molecule, and a MonteCarloBarostat moves
        molecules as a whole; without them it moves every atom for itself, and nearly every move is rejected.
        A Topology with bonds brings them along.
        """
        for first, second in bondIndices(bonds):
            for end in (first, second):
                if end not in self._elements:
                    raise ValueError(f"bond {first}-{second}: particle {end} was not added (addAtoms)")
            if first == second:
                raise ValueError(f"bond {first}-{second}: a particle is not bonded to itself")
            self._bonds.append((first, second))

    def guessBonds(self, positions, boxVectors=None, scale=1.25):
        """Adds the bonds found from distances (see :func:`ilmlff.guessBonds`); returns their number.

        ``positions`` are those of all particles of the System (nm or Quantity), ``boxVectors`` those of a periodic box.
        Look at the result once: ``len(context.getMolecules())`` should be the number of ions.
        """
        particles = sorted(self._elements)
        if not particles:
            raise ValueError("guessBonds: call addAtoms first")
        if len(positions) <= particles[-1]:
            raise ValueError(f"guessBonds: {len(positions)} positions, but particle {particles[-1]} was added")
        chosen = [positions[particle] for particle in particles]
        found = guessBonds([self._elements[particle] for particle in particles], chosen, boxVectors, scale)
        self._bonds += [(particles[first], particles[second]) for first, second in found]
        return len(found)

    def getParticles(self):
        """Indices of the particles that the model acts on."""
        return sorted(self._elements)

    def getElements(self):
        """Element symbols, in the order of :meth:`getParticles`."""
        return [self._elements[particle] for particle in sorted(self._elements)]

    def getBonds(self):
        """Bonds as pairs of particle indices."""
        return sorted({(min(pair), max(pair)) for pair in self._bonds})

    def getModels(self):
        """Paths of the model files, the driving one first."""
        return list(self._models)

    def getModelDeviation(self, context, relative=None, relativeV=None):
        """Deviation of the committee at a Context's present positions (see :func:`ilmlff.modelDeviation`)."""
        return modelDeviation(context, self, relative, relativeV)

    def toOpenMM(self):
        """A new openmm.Force for ``system.addForce``. Changes made to this object afterwards do not reach it."""
        if not self._elements:
            raise ValueError("IlmlffForce has no atoms: call addAtoms(topology) or addAtoms(list of symbols) first")
        periodic = self._periodic
        if periodic is None and self._boxVectors is not None:
            periodic = True
        properties = dict(self._properties, periodic={None: "auto", True: "yes", False: "no"}[periodic])
        properties["systemSize"] = self._systemSize
        # Every System has a box, a cube of 2 nm. When the Topology has another one, that cube was never meant.
        properties["defaultBoxRefused"] = int(self._boxVectors is not None and not np.array_equal(self._boxVectors, 2 * np.eye(3)))
        rows = self._aparamRows
        if rows is not None and len(rows) != len(self._elements):
            raise ValueError(f"aparam: {len(rows)} rows, but the Force has {len(self._elements)} atoms")
        xml = ['<?xml version="1.0" ?>\n<Force type="IlmlffForce" version="2"']
        xml += [f" {key}={quoteattr(str(value))}" for key, value in properties.items()]
        xml.append(">\n<Models>")
        xml += [f"<Model path={quoteattr(path)}/>" for path in self._models]
        xml.append(f"</Models>\n<FrameParameters>{_parameters(self._fparam)}</FrameParameters>")
        xml.append(f"<AtomParameters>{_parameters(self._aparam)}</AtomParameters>\n<Words>")
        xml += [f"<Word value={quoteattr(word)}/>" for word in self._words]
        xml.append("</Words>\n<Particles>")
        for position, (particle, symbol) in enumerate(sorted(self._elements.items())):
            own = "" if rows is None else _parameters(rows[position])
            xml.append(f'<Particle index="{particle}" element="{symbol}">{own}</Particle>')
        xml.append("</Particles>\n<Bonds>")
        xml += [f'<Bond p1="{first}" p2="{second}"/>' for first, second in self.getBonds()]
        xml.append("</Bonds>\n</Force>")
        return openmm.XmlSerializer.deserialize("".join(xml))


def _parameters(values):
    return "".join(f'<Parameter value="{value!r}"/>' for value in values)
