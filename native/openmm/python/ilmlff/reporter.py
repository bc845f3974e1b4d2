# SPDX-License-Identifier: MIT
"""A reporter that writes DeePMD's model_devi.out, and warns or stops where the models disagree."""

import os
import warnings
from pathlib import Path

from .checks import integer, positive
from .deviation import evaluate, findForce, requireCommittee
from .frames import writeExtxyz

_COLUMNS = "max_devi_v min_devi_v avg_devi_v max_devi_f min_devi_f avg_devi_f".split()


class DeviationWarning(UserWarning):
    """The deviation of the forces is larger than the reporter's ``warn``."""


class DeviationExceeded(Exception):
    """The deviation of the forces is larger than the reporter's ``stop``.

    Attributes: ``step``, ``value`` (max_devi_f), ``particle`` (index in the System) and ``frame`` (path of the structure).
    """

    def __init__(self, text, step, value, particle, frame):
        super().__init__(text)
        self.step, self.value, self.particle, self.frame = step, value, particle, frame


class ModelDeviationReporter:
    """Writes the deviation of a committee in the format of DeePMD's LAMMPS pair style, which DP-GEN's scripts read.

    Example
    -------
    >>> force = IlmlffForce("a.pth", "b.pth", "c.pth", "d.pth")
    >>> simulation.reporters.append(ModelDeviationReporter("model_devi.out", 100, force, stop=0.5))

    Parameters
    ----------
    file : path
        A line for each report: step, then the largest, smallest and average deviation of the virial per atom (eV) and of the
        forces (eV/Angstrom). Every line is on the disk at once.
    reportInterval : int
        Steps between two reports. A report costs one evaluation of each model.
    force : IlmlffForce or openmm.Force, optional
        The committee. May be left out when the System has only one.
    atomic : bool
        Also the deviation of every atom's force, in the order of the particles.
    relative, relativeV : number, optional
        Relative deviations (see :func:`ilmlff.modelDeviation`); eV/Angstrom and eV.
    append : bool
        Go on with an existing file.
    warn, stop : number, optional
        Limits of max_devi_f as the file shows it. Above ``warn`` a :class:`DeviationWarning` names step and atom. Above
        ``stop`` the frame is written beside the file (extended XYZ: positions, velocities, forces of the driving model), the
        file is closed, and :class:`DeviationExceeded` ends ``simulation.step``. The step is complete and counted; the
        Simulation can be saved, or go on.
    """

    def __init__(self, file, reportInterval, force=None, atomic=False, relative=None, relativeV=None, append=False, warn=None, stop=None):
        try:
            self._path = Path(os.path.abspath(os.fsdecode(file)))
        except TypeError:
            raise TypeError(f"file: expected a path, not {file!r}") from None
        if not self._path.parent.is_dir():
            raise FileNotFoundError(f"file {str(self._path)!r}: there is no folder {str(self._path.parent)!r}")
        if self._path.is_dir():
            raise IsADirectoryError(f"file {str(self._path)!r} is a folder")
        self._interval = integer("reportInterval", reportInterval, 1, 2**31 - 1)
        self._force = force
        self._atomic = bool(atomic)
        self._relative, self._relativeV = positive("relative", relative), positive("relativeV", relativeV)
        self._warn, self._stop = positive("warn", warn), positive("stop", stop)
        if hasattr(force, "getModels"):
            requireCommittee(len(force.getModels()))
        self._append = bool(append)
        self._file = None
        self._context = self._found = None

    def describeNextReport(self, simulation):
        """(steps to the next report, and that it needs nothing of the State): the committee reads the Context itself."""
        self._begin(simulation.context)
        return (self._interval - simulation.currentStep % self._interval, False, False, False, False, None)

    def report(self, simulation, state):
        """Evaluates the committee at the Context's positions, which are those of the State, and writes a line."""
        self._begin(simulation.context)
        step = simulation.currentStep
        deviation = evaluate(simulation.context, self._found, self._relative, self._relativeV)
        values = [getattr(deviation, name) for name in _COLUMNS]
        if self._atomic:
            values += deviation.atoms.tolist()
        self._file.write(f"{step:12d}" + "".join(f" {value:18.6e}" for value in values) + "\n")
        self._file.flush()
        value = deviation.max_devi_f
        # Not "value > limit": a deviation that is no number is above every limit.
        if self._stop is not None and not value <= self._stop:
            self._halt(simulation, step, deviation)
        if self._warn is not None and not value <= self._warn:
            warnings.warn(self._text(simulation, step, deviation, "warn", self._warn), DeviationWarning, stacklevel=2)

    def close(self):
        """Closes the file; a later report opens it again and goes on."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._append = True

    def __del__(self):
        if getattr(self, "_file", None) is not None:
            self._file.close()

    def _begin(self, context):
        """Before the first step: finds the committee and opens the file."""
        if context is not self._context:
            self._found, self._context = findForce(context, self._force), context
        if self._file is None:
            new = not self._append or not self._path.exists() or self._path.stat().st_size == 0
            if not new:
                self._requireSameColumns()
            self._file = open(self._path, "w" if new else "a", encoding="utf-8")
            if new:
                columns = _COLUMNS + ["atm_devi_f(N)"] * self._atomic
                self._file.write("#" + "step".rjust(11) + "".join(f" {name:>18}" for name in columns) + "\n")
                self._file.flush()

    def _requireSameColumns(self):
        with open(self._path, encoding="utf-8", errors="replace") as lines:
            words = lines.readline().split()
        if words[:1] != ["#"] or words[2:8] != _COLUMNS:
            raise ValueError(f"file {str(self._path)!r} begins with {' '.join(words[:4])!r}, not with the header of a deviation file; append=False starts it anew")
        if (len(words) > 8) != self._atomic:
            there = "with" if len(words) > 8 else "without"
            raise ValueError(f"file {str(self._path)!r} was written {there} atomic=True; go on in the same way, or write another file")

    def _text(self, simulation, step, deviation, name, limit):
        worst = int(deviation.atoms.argmax())
        particle = int(deviation.particles[worst])
        atom = next((atom for atom in simulation.topology.atoms() if atom.index == particle), None)
        symbol = f" ({atom.element.symbol})" if atom is not None and atom.element is not None else ""
        unit = "" if self._relative is not None else " eV/Angstrom"
        return f"step {step}: the models deviate by max_devi_f = {deviation.max_devi_f:.6g}{unit} at particle {particle}{symbol}; {name}={limit:g}"

    def _halt(self, simulation, step, deviation):
        frame = self._path.with_name(f"{self._path.name}.stop-{step}.extxyz")
        text = self._text(simulation, step, deviation, "stop", self._stop)
        self.close()
        writeExtxyz(frame, simulation)
        particle = int(deviation.particles[int(deviation.atoms.argmax())])
        raise DeviationExceeded(f"{text}. The frame is in {frame}.", step, deviation.max_devi_f, particle, str(frame))
