# SPDX-License-Identifier: MIT
"""Finds the native libraries, hands the plugin to OpenMM and calls its few C functions."""

import ctypes
import os
import re
from pathlib import Path

try:
    import openmm
except ImportError as error:
    raise ImportError(
        "ilmlff needs OpenMM's Python package (version 7.6 or later), and 'import openmm' failed in this Python: "
        f"{error}. On Debian: apt-get install python3-simtk, and use /usr/bin/python3 or a virtual environment made "
        "by 'python3 -m venv --system-site-packages'."
    ) from error

PLUGIN = Path("lib", "openmm", "libIlmlffOpenMM.so")
BRIDGE = Path("lib", "libilmlff.so")
MANAGED = Path("managed", "IonicMlff.Host.dll")

# Between the Context, which comes first, and the text with its capacity, which come last (PythonInterface.cpp).
_NUMBERS, _INTEGERS = ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_int)
_SIGNATURES = {
    "ilmlff_openmm_inspect": [_NUMBERS],
    "ilmlff_openmm_forces": [ctypes.POINTER(ctypes.c_void_p), _INTEGERS, ctypes.c_int],
    "ilmlff_openmm_deviation": [ctypes.c_void_p, ctypes.c_double, ctypes.c_double, _NUMBERS, _NUMBERS, _INTEGERS],
}

_plugin = None


def candidates():
    """Where the libraries may lie: [(why, folder)], the first that has them is taken."""
    here = Path(__file__).resolve().parent
    folders = []
    chosen = os.environ.get("ILMLFF_HOME")
    if chosen:
        # Either a build folder or a checkout. Somebody who says where means it: nothing else is tried.
        return [("ILMLFF_HOME", Path(chosen)), ("ILMLFF_HOME", Path(chosen, "build"))]
    folders.append(("installed with the package", here / "native"))
    if (here.parents[3] / "IonicMlff.sln").exists():
        folders.append(("this checkout", here.parents[3] / "build"))
    return folders


def home():
    """The folder with lib/ and managed/. Raises ImportError, saying where it looked, when there is none."""
    tried = candidates()
    for _, folder in tried:
        if (folder / PLUGIN).exists():
            missing = [str(part) for part in (BRIDGE, MANAGED) if not (folder / part).exists()]
            if missing:
                raise ImportError(
                    f"ilmlff: {folder / PLUGIN} is there, but {' and '.join(missing)} beside it is missing. "
                    "Build again: native/build.sh in the checkout."
                )
            return folder.resolve()
    places = ", ".join(f"{folder} ({why})" for why, folder in tried)
    raise ImportError(
        f"ilmlff: the OpenMM plugin {PLUGIN} was not found; looked in {places}. Build it with native/build.sh in the "
        "checkout (it needs libopenmm-dev), then install the package again or set ILMLFF_HOME to the build folder."
    )


def built_for(library):
    """The OpenMM version whose library the plugin is linked to, like '7.7'; None when it does not say."""
    found = re.search(rb"libOpenMM\.so\.(\d+\.\d+)", Path(library).read_bytes())
    return found.group(1).decode() if found else None


def load():
    """Hands the plugin to OpenMM (once) and returns it as a ctypes library."""
    global _plugin
    if _plugin is not None:
        return _plugin
    library = home() / PLUGIN
    here, there = openmm.Platform.getOpenMMVersion(), built_for(library)
    if there is not None and not here.startswith(there):
        raise ImportError(
            f"ilmlff: the plugin {library} was built for OpenMM {there}, but this Python's openmm is version {here} "
            f"({Path(openmm.__file__).parent}). Use the Python whose OpenMM it was built for (Debian's is "
            "/usr/bin/python3), or build the plugin for this one: native/build.sh -DOPENMM_INCLUDE_DIR=FOLDER."
        )
    try:
        openmm.Platform.loadPluginLibrary(str(library))
        plugin = ctypes.CDLL(str(library))
    except Exception as error:  # OpenMM raises plain OpenMMException (an Exception) for a failed dlopen
        raise ImportError(f"ilmlff: OpenMM could not load {library}: {error}") from error
    missing = next((name for name in _SIGNATURES if not hasattr(plugin, name)), None)
    if missing is not None:
        raise ImportError(f"ilmlff: {library} is of another version than this Python package ({missing} is missing). Build again: native/build.sh.")
    for name, arguments in _SIGNATURES.items():
        getattr(plugin, name).restype = ctypes.c_int
        getattr(plugin, name).argtypes = [ctypes.c_void_p, *arguments, ctypes.c_char_p, ctypes.c_int]
    _plugin = plugin
    return plugin


def _call(name, context, *arguments):
    """(result, text) of one of the plugin's functions."""
    if not isinstance(context, openmm.Context):
        raise TypeError(f"expected an openmm.Context (simulation.context), not {type(context).__name__}")
    text = ctypes.create_string_buffer(8192)
    result = getattr(load(), name)(int(context.this), *arguments, text, len(text))
    message = text.value.decode("utf-8", "replace")
    if result < 0:
        raise openmm.OpenMMException(message)
    return result, message


def inspect(context, wantVirial):
    """(virial of all IlmlffForces of a Context as 9 numbers in kJ/mol or None, one summary per force)."""
    virial = (ctypes.c_double * 9)() if wantVirial else None
    count, message = _call("ilmlff_openmm_inspect", context, virial)
    if count == 0:
        raise ValueError("the Context's System has no IlmlffForce")
    return (list(virial) if wantVirial else None), message.split("\n")


def forces(context):
    """{address of an IlmlffForce in the Context's System: number of its models}."""
    room = context.getSystem().getNumForces() if isinstance(context, openmm.Context) else 0
    owners, models = (ctypes.c_void_p * room)(), (ctypes.c_int * room)()
    count, _ = _call("ilmlff_openmm_forces", context, owners, models, room)
    return dict(zip(owners[:count], models[:count]))


def deviation(context, force, level, virialLevel):
    """(9 deviations of the virial, deviation of each atom, particle of each atom) of an openmm.Force of the Context; NaN: absolute."""
    size = context.getSystem().getNumParticles()
    virial, atoms, particles = (ctypes.c_double * 9)(), (ctypes.c_double * size)(), (ctypes.c_int * size)()
    count, _ = _call("ilmlff_openmm_deviation", context, int(force.this), level, virialLevel, virial, atoms, particles)
    return list(virial), atoms[:count], particles[:count]


def bridge():
    """libilmlff.so as a ctypes library, for the self-check."""
    library = ctypes.CDLL(str(home() / BRIDGE))
    library.ilmlff_last_error.restype = ctypes.c_int64
    library.ilmlff_last_error.argtypes = [ctypes.c_char_p, ctypes.c_int64]
    library.ilmlff_start.argtypes = [ctypes.c_void_p]
    return library


def start():
    """Starts .NET; returns None, or the text that says why it did not start."""
    library = bridge()
    if library.ilmlff_start(None) == 0:
        return None
    text = ctypes.create_string_buffer(8192)
    library.ilmlff_last_error(text, len(text))
    return text.value.decode("utf-8", "replace")
