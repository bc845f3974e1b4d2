# SPDX-License-Identifier: MIT
"""Deviation of a committee: how far apart several models are for the same atoms."""

import math
import re
from collections import namedtuple

import numpy as np
import openmm

from . import _native
from .checks import positive

ModelDeviation = namedtuple(
    "ModelDeviation", "max_devi_v min_devi_v avg_devi_v max_devi_f min_devi_f avg_devi_f atoms particles"
)
ModelDeviation.__doc__ = """Deviations of a committee, with the names of DeePMD's ``model_devi.out``: of the virial per atom (eV), of
the forces (eV/Angstrom), of each atom's force, and which particle of the System each atom is. Relative ones have no unit."""


def modelDeviation(context, force=None, relative=None, relativeV=None):
    """Evaluates all members of a committee at a Context's present positions and returns a :class:`ModelDeviation`.

    Standard deviations over the members, divided by their number, as DP-GEN defines them. ``force`` says which committee
    when the Context has several: the IlmlffForce, or the openmm.Force in the System. With ``relative`` (eV/Angstrom) the
    deviation of a force F is divided by ``|<F>| + relative``, with ``relativeV`` (eV) that of a virial component likewise.
    """
    relative, relativeV = positive("relative", relative), positive("relativeV", relativeV)
    return evaluate(context, findForce(context, force), relative, relativeV)


def evaluate(context, found, relative, relativeV):
    """The deviation of an openmm.Force that is known to be a committee of the Context."""
    virial, atoms, particles = _native.deviation(
        context, found, math.nan if relative is None else relative, math.nan if relativeV is None else relativeV
    )
    order = np.argsort(particles)
    virial, atoms = np.array(virial), np.array(atoms)[order]
    return ModelDeviation(
        float(virial.max()), float(virial.min()), float(np.sqrt(np.mean(virial**2))),
        float(atoms.max()), float(atoms.min()), float(np.mean(atoms)),
        atoms, np.array(particles)[order],
    )  # fmt: skip


def findForce(context, force):
    """The committee among the Forces of a Context's System that is meant, as the System's openmm.Force."""
    models = _native.forces(context)
    system = context.getSystem()
    ours = [other for other in (system.getForce(i) for i in range(system.getNumForces())) if int(other.this) in models]
    if not ours:
        raise ValueError("the Context's System has no IlmlffForce")
    if isinstance(force, openmm.Force):
        found = [other for other in ours if int(other.this) == int(force.this)]
    elif hasattr(force, "toOpenMM"):
        found = [other for other in ours if _acts(other) == _acts(force.toOpenMM())]
    elif force is None:
        found = [other for other in ours if models[int(other.this)] > 1] or ours
        if len(found) > 1:
            raise ValueError(f"the Context has {len(found)} IlmlffForces; say which one is meant (force=...)")
    else:
        raise TypeError(f"force: expected an IlmlffForce or an openmm.Force, not {force!r}")
    if not found:
        raise ValueError(
            "force: this Force is not one of the Context's System; give the IlmlffForce that was added to it, or system.getForce(i)"
        )
    requireCommittee(models[int(found[0].this)])
    return found[0]


def requireCommittee(models):
    """Refuses a single model."""
    if models < 2:
        raise ValueError(
            'a deviation is that of two or more models, and this IlmlffForce has one; give it a committee: IlmlffForce("a.pth", "b.pth", ...)'
        )


def _acts(force):
    """Models and particles of a Force: what tells it from the others of a System."""
    return re.findall(r"<(?:Model|Particle|Parameter) [^>]*>", openmm.XmlSerializer.serialize(force))
