# SPDX-License-Identifier: MIT
"""pip install from the checkout, without network, into a fresh virtual environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import harness
from harness import SCRATCH, model

PACKAGE = Path(os.environ["ILMLFF_TEST_ROOT"], "native", "openmm", "python")


def run(*command, **environment):
    hidden = ("PYTHONPATH", "ILMLFF_HOME", "OPENMM_PLUGIN_DIR")
    clean = {key: value for key, value in os.environ.items() if key not in hidden and not key.startswith("PIP_")}
    result = subprocess.run(command, env={**clean, **environment}, cwd=SCRATCH, capture_output=True, text=True, timeout=200)
    return result.returncode, result.stdout + result.stderr


class Pip(harness.Checks):
    def test_install_and_run(self):
        folder = SCRATCH / "venv"
        code, text = run("/usr/bin/python3", "-m", "venv", "--system-site-packages", str(folder))
        self.assertEqual(code, 0, text)
        # A copy, so that nothing of pip's building is left in the checkout.
        source = SCRATCH / "checkout" / "native" / "openmm" / "python"
        shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        python = str(folder / "bin" / "python")
        home = os.environ["ILMLFF_HOME"]
        install = (python, "-m", "pip", "install", "--no-index", "--no-build-isolation", str(source))
        code, text = run(*install, ILMLFF_HOME="/nowhere")
        self.assertNotEqual(code, 0)
        self.assertIn("native/build.sh", text)
        code, text = run(*install, ILMLFF_HOME=home)
        self.assertEqual(code, 0, text)
        code, text = run(python, "-m", "ilmlff")
        self.assertEqual(code, 0, text)
        self.assertIn(str(folder), text.split("libraries", 1)[1].split("\n")[0])
        script = (
            "import ilmlff, openmm as mm; f = ilmlff.IlmlffForce(%r, periodic=False); f.addAtoms(['B', 'F']); s = mm.System(); "
            "[s.addParticle(10) for _ in range(2)]; s.addForce(f.toOpenMM()); c = mm.Context(s, mm.VerletIntegrator(0.001)); "
            "c.setPositions([[0, 0, 0], [0.14, 0, 0]]); print(c.getState(getEnergy=True).getPotentialEnergy())"
        ) % str(model("paper_pyr14bf4"))
        code, text = run(python, "-c", script)
        self.assertEqual(code, 0, text)
        self.assertIn("kJ/mol", text)

    def test_environment_of_the_tool(self):
        """eval "$(./ilmlff env)" is enough for Debian's Python."""
        root = os.environ["ILMLFF_TEST_ROOT"]
        code, text = run("bash", "-c", f'eval "$({root}/ilmlff env)" && /usr/bin/python3 -m ilmlff')
        self.assertEqual(code, 0, text)
        self.assertIn(f"{root}/native/openmm/python/ilmlff", text)


if __name__ == "__main__":
    harness.run()
