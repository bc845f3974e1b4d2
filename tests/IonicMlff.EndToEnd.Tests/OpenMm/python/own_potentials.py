# SPDX-License-Identifier: MIT
"""Potentials written in C#: against OpenMM's own expression of the same, and how their words are passed."""

import os

import numpy as np
import openmm as mm

import harness
from harness import EV, NM, context, evaluate
from ilmlff import IlmlffForce

LENNARD_JONES = os.path.join(os.environ["ILMLFF_TEST_BIN"], "LennardJones.dll")
EPSILON, SIGMA, CUTOFF = 0.0103, 3.405, 8.5  # eV, Angstrom
BOX = 2.2  # nm
POSITIONS = np.array([(x, y, z) for x in range(4) for y in range(4) for z in range(4)]) * BOX / 4 + 0.03 * np.sin(np.arange(192)).reshape(64, 3)


def argon(force):
    system = mm.System()
    for _ in POSITIONS:
        system.addParticle(39.95)
    system.setDefaultPeriodicBoxVectors(*(BOX * np.eye(3)))
    system.addForce(force)
    return evaluate(context(system, POSITIONS * NM))


def ours(**words):
    force = IlmlffForce(LENNARD_JONES, periodic=True, threads=2, **words)
    force.addAtoms(["Ar"] * len(POSITIONS))
    return force.toOpenMM()


class OwnPotentials(harness.Checks):
    def test_lennard_jones_equals_openmm(self):
        theirs = mm.CustomNonbondedForce("4*epsilon*((sigma/r)^12-(sigma/r)^6)")
        theirs.addGlobalParameter("epsilon", EPSILON * EV)
        theirs.addGlobalParameter("sigma", SIGMA / 10)
        theirs.setNonbondedMethod(mm.CustomNonbondedForce.CutoffPeriodic)
        theirs.setCutoffDistance(CUTOFF / 10)
        for _ in POSITIONS:
            theirs.addParticle([])
        expected = argon(theirs)
        energy, forces = argon(ours(epsilon=EPSILON, sigma=SIGMA, cutoff=CUTOFF))
        self.assertRelative(energy, expected[0], 1e-10)
        self.assertRelative(forces, expected[1], 1e-10)

    def test_words_survive_xml(self):
        force = ours(epsilon=2 * EPSILON, cutoff=CUTOFF)
        copied = mm.XmlSerializer.deserialize(mm.XmlSerializer.serialize(force))
        single = argon(ours(epsilon=EPSILON, cutoff=CUTOFF))
        self.assertRelative(argon(copied)[0], 2 * single[0], 1e-12)

    def test_wrong_words_are_refused(self):
        self.assertRefused(mm.OpenMMException, ["'epsilom' is unknown to the potential; did you mean 'epsilon'?"], lambda: argon(ours(epsilom=1)))
        self.assertRefused(mm.OpenMMException, ["'sigma -1"], lambda: argon(ours(sigma=-1)))
        self.assertRefused(TypeError, ["epsilon: expected a number or a string"], lambda: ours(epsilon=[1]))


if __name__ == "__main__":
    harness.run()
