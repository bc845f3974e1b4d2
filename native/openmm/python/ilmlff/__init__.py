# SPDX-License-Identifier: MIT
"""Machine-learned force fields of IonicMlff in OpenMM.

>>> from ilmlff import IlmlffForce
>>> force = IlmlffForce("model.safetensors")      # or a MACE .model
>>> force.addAtoms(topology)                      # or a list of element symbols; particles=[...] for a subset
>>> system.addForce(force.toOpenMM())

``python -m ilmlff`` checks the installation. OpenMM's units throughout: nm, ps, kJ/mol, kJ/mol/nm.
"""

import sys

from . import _native
from ._version import __version__
from .bonds import guessBonds, makeWhole
from .context import describe, pressure, virial
from .deviation import ModelDeviation, modelDeviation
from .force import IlmlffForce
from .frames import Frame, readExtxyz, writeExtxyz
from .reporter import DeviationExceeded, DeviationWarning, ModelDeviationReporter
from .systems import system

__all__ = [
    "DeviationExceeded", "DeviationWarning", "Frame", "IlmlffForce", "ModelDeviation", "ModelDeviationReporter", "describe",
    "guessBonds", "makeWhole", "modelDeviation", "pressure", "readExtxyz", "system", "virial", "writeExtxyz",
]  # fmt: skip

# OpenMM must know the Force before a saved System is read back, so the plugin is loaded here and not at first use.
try:
    _native.load()
except ImportError:
    if getattr(sys, "argv", [""])[0] != "-m":  # python -m ilmlff reports it in its own words
        raise
