# SPDX-License-Identifier: MIT
"""Puts the native libraries and the C# assemblies, built by native/build.sh, into the installed package."""

import os
import shutil
import subprocess
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py
from setuptools.errors import SetupError

PARTS = ("lib/libilmlff.so", "lib/openmm/libIlmlffOpenMM.so", "managed/IonicMlff.Host.dll")


def built():
    """The build folder: ILMLFF_HOME, else that of the checkout, which is built when it is not there."""
    chosen = os.environ.get("ILMLFF_HOME")
    checkout = Path(__file__).resolve().parents[3]
    folders = [Path(chosen), Path(chosen, "build")] if chosen else [checkout / "build"]
    script = checkout / "native" / "build.sh"
    if not chosen and script.exists():
        subprocess.run([str(script)], check=False)  # what is missing afterwards is reported below
    for folder in folders:
        if all((folder / part).exists() for part in PARTS):
            return folder
    missing = [part for part in PARTS if not (folders[0] / part).exists()]
    raise SetupError(
        f"ilmlff: {', '.join(missing)} not found in {folders[0]}. Run native/build.sh in the checkout (it needs "
        "libopenmm-dev and the .NET SDK), or set ILMLFF_HOME to the folder where it was built."
    )


class BuildWithLibraries(build_py):
    def run(self):
        super().run()
        if getattr(self, "editable_mode", False):
            return  # pip install -e: the package finds the checkout's build folder
        source, target = built(), Path(self.build_lib, "ilmlff", "native")
        shutil.rmtree(target, ignore_errors=True)
        (target / "lib" / "openmm").mkdir(parents=True)
        for part in PARTS[:2]:
            shutil.copy2(source / part, target / part)
        shutil.copytree(source / "managed", target / "managed")


class BinaryDistribution(Distribution):
    def has_ext_modules(self):
        return True  # the wheel holds machine code


setup(cmdclass={"build_py": BuildWithLibraries}, distclass=BinaryDistribution)
