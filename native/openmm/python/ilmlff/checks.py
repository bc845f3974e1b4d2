# SPDX-License-Identifier: MIT
"""Checks of what a user gives: each returns the value to use, or raises an error that says what was met and expected."""

import difflib
import inspect
import math
import numbers
import operator
import os
import re
from pathlib import Path

from openmm import app

_SYMBOLS = {element.symbol: element for element in app.Element._elements_by_atomic_number.values()}
_WORDS = {
    "device": ("cpu", "cuda", "cuda:0"),
    "precision": ("double", "mixed"),
    "backend": ("auto", "simd", "reference", "torch"),
}


def word(name, value):
    """A word out of a list."""
    known = _WORDS[name]
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected one of {', '.join(map(repr, known))}, not {value!r}")
    if name == "device" and re.fullmatch("cuda:[0-9]+", value):
        return value
    if value not in known:
        near = difflib.get_close_matches(value.lower(), known, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near and len(known) > 1 else ""
        raise ValueError(f"{name}={value!r} is not known; known are {', '.join(map(repr, known))}{hint}")
    return value


def number(name, value):
    """A finite number or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{name}: expected a finite number, not {value!r}")
    return float(value)


def positive(name, value):
    """A positive number or None."""
    result = number(name, value)
    if result is not None and result <= 0:
        raise ValueError(f"{name}={value!r}: expected a positive number")
    return result


def numberList(name, values):
    """Finite numbers from a list, an array or a single number; None gives none."""
    if values is None:
        return []
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        values = [values]
    values = list(values)
    if None in values:
        raise TypeError(f"{name}: expected numbers, not {values!r}")
    return [number(f"{name}[{k}]", value) for k, value in enumerate(values)]


def atomParameters(values):
    """(numbers for every atom, or a list of numbers for each) from ``aparam``."""
    rows = list(values) if hasattr(values, "__iter__") and not isinstance(values, (str, bytes)) else None
    if rows is None or not rows or not hasattr(rows[0], "__iter__"):
        return numberList("aparam", values), None
    result = [numberList(f"aparam[{k}]", row) for k, row in enumerate(rows)]
    odd = next((k for k, row in enumerate(result) if len(row) != len(result[0])), None)
    if odd is not None:
        raise ValueError(f"aparam[{odd}] has {len(result[odd])} numbers, aparam[0] has {len(result[0])}")
    return [], result


def integer(name, value, low, high):
    """An integer between low and high, both included."""
    try:
        if isinstance(value, bool):
            raise TypeError
        result = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected an integer, not {value!r}") from None
    if not low <= result <= high:
        raise ValueError(f"{name}={result}: expected {low} to {high}")
    return result


def ownWords(words, models, force):
    """Name, value, name, value, ... for potentials written in C#; a model file takes no words, so there they are misspelt options."""
    if words and not any(path.endswith(".dll") or ".dll:" in path for path in models):
        first = next(iter(words))
        known = [p.name for p in inspect.signature(force).parameters.values() if p.kind is p.KEYWORD_ONLY]
        near = difflib.get_close_matches(first, known, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
        raise TypeError(f"IlmlffForce has no option {first!r}{hint}")
    for name, value in words.items():
        if isinstance(value, bool) or not isinstance(value, (str, numbers.Real)):
            raise TypeError(f"{name}: expected a number or a string for the potential, not {value!r}")
    return [word for name, value in words.items() for word in (name, value if isinstance(value, str) else repr(float(value)))]


def modelFile(model):
    """Absolute path of an existing model file; 'Potential.dll:TypeName' keeps its type name."""
    try:
        text = os.fspath(model)
    except TypeError:
        raise TypeError(f"model: expected the path of a model file, not {model!r}") from None
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    path, found, typeName = text.partition(".dll:")
    if found:
        path += ".dll"
    if os.path.isdir(path):
        raise IsADirectoryError(f"model file {path!r} is a folder; give the file in it")
    if not os.path.isfile(path):
        absolute = os.path.abspath(path)
        folder = Path(absolute).parent
        near = []
        if folder.is_dir():
            near = difflib.get_close_matches(Path(path).name, [entry.name for entry in folder.iterdir()], 1, 0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ("" if folder.is_dir() else f" (there is no folder {folder})")
        raise FileNotFoundError(f"model file {absolute!r} does not exist{hint}")
    return os.path.abspath(path) + (":" + typeName if found else "")


def element(atom, position):
    """Element symbol from a symbol, an atomic number or an openmm.app.Element."""
    if isinstance(atom, app.Element):
        return atom.symbol
    if isinstance(atom, numbers.Integral) and not isinstance(atom, bool):
        try:
            return app.Element.getByAtomicNumber(int(atom)).symbol
        except KeyError:
            raise ValueError(f"atom {position}: there is no element with atomic number {atom}") from None
    if not isinstance(atom, str):
        raise TypeError(f"atom {position}: expected an element symbol, an atomic number or an openmm.app.Element, not {atom!r}")
    if atom in _SYMBOLS:
        return atom
    letters = "".join(character for character in atom if character.isalpha()).capitalize()
    near = next((part for part in (letters[:2], letters[:1]) if part in _SYMBOLS), None)
    hint = f"; did you mean {near!r}?" if near else ""
    raise ValueError(f"atom {position}: {atom!r} is not an element symbol{hint}")


def indices(particles):
    """Particle indices, each once."""
    result = [integer("particles", particle, 0, 2**31 - 1) for particle in particles]
    seen = set()
    for particle in result:
        if particle in seen:
            raise ValueError(f"particles: {particle} is listed twice")
        seen.add(particle)
    return result
