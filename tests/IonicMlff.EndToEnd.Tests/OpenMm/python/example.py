# SPDX-License-Identifier: MIT
"""examples/pyr14bf4-openmm, shortened."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
from openmm import app

import harness
import ilmlff
from harness import KJ, NM, SCRATCH, EV, context, evaluate

EXAMPLE = Path(os.environ["ILMLFF_TEST_ROOT"], "examples", "pyr14bf4-openmm")


class Example(harness.Checks):
    def run_example(self, *arguments):
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "ILMLFF_HOME")}
        result = subprocess.run([sys.executable, str(EXAMPLE / "run.py"), *arguments], env=environment, capture_output=True,
                                text=True, timeout=200)  # fmt: skip
        return result.returncode, result.stdout, result.stderr

    def test_runs_and_writes_its_files(self):
        out = SCRATCH / "example"
        code, text, errors = self.run_example("--nvt", "10", "--npt", "20", "--every", "5", "--out", str(out))
        self.assertEqual(code, 0, errors)
        self.assertIn("350 atoms, 20 ions, 340 bonds", text)
        rows = np.array([line.split() for line in text.split("\n") if re.match(r" +\d+ +\d\.\d{4} ", line)], dtype=float)
        self.assertEqual(rows[:, 0].tolist(), [5, 10, 15, 20, 25, 30])
        step, picoseconds, energy, temperature, density = rows[:, :5].T
        self.assertRelative(picoseconds, step * 0.0005, 1e-9, 1)
        self.assertRelative(energy, np.full(6, -15009.0), 5, 1)  # GFN1-xTB energy of this box, thermal spread 2 eV
        self.assertRelative(temperature, np.full(6, 423.0), 60, 1)
        self.assertRelative(density, np.full(6, 1.24), 0.03, 1)
        self.assertEqual(set(density[:2]), {1.24})
        topology = app.PDBFile(str(out / "topology.pdb")).topology
        self.assertEqual((topology.getNumAtoms(), topology.getNumResidues()), (350, 20))
        header = (out / "trajectory.dcd").read_bytes()[:12]
        self.assertEqual(struct.unpack("<i4si", header)[1:], (b"CORD", 6))
        # The last frame, read back, has the energy and forces that were written with it.
        final = ilmlff.readExtxyz(out / "final.extxyz", whole=False)
        system = ilmlff.system(final.topology, EXAMPLE.parent / "models" / "pyr14bf4_xtb_npt.safetensors")
        written = float(re.search(r"energy=(\S+)", (out / "final.extxyz").read_text()).group(1))
        found = evaluate(context(system, final.positions))
        self.assertRelative(found[0], written, 1e-10)

    def test_missing_model(self):
        code, _, errors = self.run_example("--model", "/nowhere/x.model")
        self.assertEqual(code, 1)
        self.assertIn("/nowhere/x.model", errors)


if __name__ == "__main__":
    harness.run()
