# SPDX-License-Identifier: MIT
"""What the IlmlffForces of a Context know: virial, pressure, description of the model."""

from openmm import unit

from . import _native


def virial(context):
    """Virial of a Context's IlmlffForces at its present positions: 3 x 3, kJ/mol.

    W = sum of r (x) f = -dE/dstrain; positive diagonal: the box wants to expand. Costs one evaluation.
    """
    values, _ = _native.inspect(context, True)
    return unit.Quantity([values[0:3], values[3:6], values[6:9]], unit.kilojoule_per_mole)


def pressure(context):
    """Instantaneous pressure of a periodic Context (bar): P = (2 E_kin + tr W) / (3 V). Costs one evaluation.

    For a System without constraints in which IlmlffForces are the only forces that depend on the box.
    """
    w = virial(context)
    state = context.getState(getEnergy=True)
    work = 2 * state.getKineticEnergy() + w[0][0] + w[1][1] + w[2][2]
    return (work / (3 * state.getPeriodicBoxVolume()) / unit.AVOGADRO_CONSTANT_NA).in_units_of(unit.bar)


def describe(context):
    """One line for each IlmlffForce of a Context: the model, its evaluator and its limits."""
    return _native.inspect(context, False)[1]
