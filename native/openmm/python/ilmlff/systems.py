# SPDX-License-Identifier: MIT
"""A System made of nothing but a machine-learned potential."""

import openmm
from openmm import app

from .force import IlmlffForce


def system(topology, model, *models, removeCMMotion=True, **options):
    """A System for a Topology in which a machine-learned potential does everything.

    Masses are those of the elements, the box is that of the Topology; ``options`` are those of :class:`IlmlffForce`.
    ``removeCMMotion`` adds a CMMotionRemover, as OpenMM's ForceField.createSystem does.
    """
    if not isinstance(topology, app.Topology):
        raise TypeError(f"topology: expected an openmm.app.Topology, not {type(topology).__name__}")
    force = IlmlffForce(model, *models, **options)
    force.addAtoms(topology)
    result = openmm.System()
    for atom in topology.atoms():
        result.addParticle(atom.element.mass)
    if topology.getPeriodicBoxVectors() is not None:
        result.setDefaultPeriodicBoxVectors(*topology.getPeriodicBoxVectors())
    result.addForce(force.toOpenMM())
    if removeCMMotion:
        result.addForce(openmm.CMMotionRemover())
    return result
