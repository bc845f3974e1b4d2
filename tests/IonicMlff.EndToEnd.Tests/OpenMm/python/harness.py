# SPDX-License-Identifier: MIT
"""What the OpenMM checks share: golden cases, trained model, Contexts, and a runner that reports one JSON line for each check."""

import gzip
import json
import os
import shutil
import sys
import time
import unittest
from pathlib import Path

import numpy as np
import openmm as mm
from openmm import unit

import ilmlff

DATA = Path(os.environ["ILMLFF_TEST_DATA"])
SCRATCH = Path(os.environ["ILMLFF_TEST_SCRATCH"])
EV = 96.48533212331002  # kJ/mol
NM = unit.nanometer
KJ = unit.kilojoule_per_mole


def model(name):
    """A golden or trained MACE model, unpacked."""
    paths = (DATA / "mace" / folder / f"{name}.model.gz" for folder in ("models", "trained"))
    return unpacked(next(path for path in paths if path.exists()))


def deepmd(name, kind="pth"):
    """A golden DeePMD model, unpacked."""
    return unpacked(DATA / "deepmd" / "models" / f"{name}.{kind}.gz")


def unpacked(source):
    target = SCRATCH / source.name[: -len(".gz")]
    if not target.exists():
        part = target.with_suffix(f".{os.getpid()}")
        with gzip.open(source) as packed, open(part, "wb") as plain:
            shutil.copyfileobj(packed, plain)
        part.rename(target)
    return target


def frame(case, **options):
    return ilmlff.readExtxyz(DATA / "mace" / "cases" / case / "structure.extxyz", **options)


def golden(case, **which):
    """The float64 result of a case; which: head, extra."""
    results = json.loads((DATA / "mace" / "cases" / case / "output.json").read_text())["results"]
    return next(r for r in results if r["dtype"] == "float64" and all(r.get(key) == value for key, value in which.items()))


def ion_pair():
    """PYR14-BF4, no box: 35 atoms."""
    return frame("paper_pyr14bf4/dimer_pyr14_bf4")


def box_of_two():
    """Two PYR14-BF4 in a periodic box: 70 atoms."""
    return frame("paper_pyr14bf4/box_pyr14bf4_2")


TRAINED = "pyr14bf4_xtb_npt_f64"


def context(system, positions, integrator=None, platform="Reference", box=None):
    result = mm.Context(system, integrator or mm.VerletIntegrator(0.0005), mm.Platform.getPlatformByName(platform))
    if box is not None:
        result.setPeriodicBoxVectors(*box)
    result.setPositions(positions)
    return result


def evaluate(ctx, **options):
    """(energy in eV, forces in eV/Angstrom)."""
    state = ctx.getState(getEnergy=True, getForces=True, **options)
    forces = np.array(state.getForces(asNumpy=True).value_in_unit(KJ / NM)) / EV / 10
    return state.getPotentialEnergy().value_in_unit(KJ) / EV, forces


class Checks(unittest.TestCase):
    def assertRelative(self, found, expected, tolerance, scale=None):
        """|found - expected| <= tolerance * scale, everywhere; scale: the largest expected number."""
        found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
        self.assertEqual(found.shape, expected.shape)
        scale = np.max(np.abs(expected)) if scale is None else scale
        worst = np.max(np.abs(found - expected))
        self.assertTrue(worst <= tolerance * scale, f"differs by {worst:.3e}, allowed {tolerance * scale:.3e}")

    def assertRefused(self, kind, words, action):
        """The action raises an error of this kind whose text has all the words."""
        with self.assertRaises(kind) as caught:
            action()
        text = str(caught.exception)
        for word in words:
            self.assertIn(word, text)


class _Report(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.began = time.perf_counter()

    def _say(self, test, outcome, text=""):
        seconds = round(time.perf_counter() - self.began, 3)
        line = {"check": test.id().split(".")[-1], "outcome": outcome, "seconds": seconds, "text": text}
        print("CHECK " + json.dumps(line), flush=True)

    def addSuccess(self, test):
        self._say(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._say(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure


def run():
    """Runs the checks of the calling script; names after its own on the command line choose some."""
    loader = unittest.TestLoader()
    if sys.argv[1:]:
        loader.testNamePatterns = [f"*.{name}" for name in sys.argv[1:]]
    result = _Report()
    loader.loadTestsFromModule(sys.modules["__main__"]).run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
