# SPDX-License-Identifier: MIT
"""python -m ilmlff: what is installed, whether it fits together, and what to do when it does not."""

import sys
from pathlib import Path

import openmm

import ilmlff
from ilmlff import _native


def main():
    """Prints the check; 0 when everything works, 69 (a needed program is missing) otherwise."""
    print(f"ilmlff    {ilmlff.__version__}  {Path(ilmlff.__file__).parent}")
    print(f"Python    {sys.version.split()[0]}  {sys.executable}")
    print(f"OpenMM    {openmm.Platform.getOpenMMVersion()}  {Path(openmm.__file__).parent}")
    try:
        home = _native.home()
        print(f"libraries {home}")
        print(f"plugin    built for OpenMM {_native.built_for(home / _native.PLUGIN) or 'of unknown version'}")
        _native.load()
    except ImportError as error:
        print(f"plugin    NOT LOADED: {error}")
        return 69
    names = [openmm.Platform.getPlatform(i).getName() for i in range(openmm.Platform.getNumPlatforms())]
    print(f"platforms {', '.join(names)}")
    for failure in openmm.Platform.getPluginLoadFailures():
        print(f"          OpenMM could not load: {failure}")
    if "CPU" not in names:
        print("          no CPU platform; on Debian it is in the package libopenmm-plugins")
    problem = _native.start()
    if problem is not None:
        print(f".NET      NOT STARTED: {problem}")
        return 69
    print(f".NET      started, interface version {_native.bridge().ilmlff_abi_version()}")
    print("everything needed is there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
