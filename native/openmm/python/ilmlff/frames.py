# SPDX-License-Identifier: MIT
"""Reads a structure in extended XYZ into what OpenMM wants: a Topology, positions and box vectors."""

import re
from collections import namedtuple
from pathlib import Path

import numpy as np
from openmm import Vec3, app, unit

from .bonds import guessBonds, makeWhole
from .checks import element

Frame = namedtuple("Frame", "topology positions boxVectors velocities rotation")
Frame.__doc__ = """A structure: Topology (bonds, one residue per molecule), positions (nm), boxVectors (nm, or None), velocities
(nm/ps, or None), and the 3 x 3 rotation that turned the file's axes into OpenMM's (row vectors: new = old @ rotation)."""


def readExtxyz(path, frame=0, whole=True):
    """A frame of an extended XYZ file (Angstrom, as ASE writes it) as a :class:`Frame`.

    OpenMM wants the first box vector along x, the second in the xy plane, and a reduced shape. Another cell is rotated,
    and ``rotation`` tells how. Bonds are guessed from distances (:func:`ilmlff.guessBonds`), every molecule becomes a
    residue, and with ``whole`` molecules that lie on two sides of the box are put together. Velocities come from a column
    ``velo`` (Angstrom/ps). Periodic in all three directions or in none; OpenMM has nothing between.
    """
    fields, rows = _readFrame(Path(path), frame)
    columns, start = {}, 0
    words = fields.get("Properties", "species:S:1:pos:R:3").split(":")
    for name, _, width in zip(words[0::3], words[1::3], words[2::3]):
        columns[name] = slice(start, start + int(width))
        start += int(width)
    if "species" not in columns or "pos" not in columns:
        raise ValueError(f"{path}: Properties={fields['Properties']} has no species or no pos")
    try:
        symbols = [element(row[columns["species"]][0], atom) for atom, row in enumerate(rows)]
        positions = np.array([row[columns["pos"]] for row in rows], dtype=float) / 10
        velocities = np.array([row[columns["velo"]] for row in rows], dtype=float) / 10 if "velo" in columns else None
    except (IndexError, ValueError) as error:
        raise ValueError(f"{path}, frame {frame}: a line does not fit Properties: {error}") from None

    box, rotation = _readBox(fields, path)
    positions = positions @ rotation
    velocities = None if velocities is None else velocities @ rotation
    bonds = guessBonds(symbols, positions, box)
    positions = unit.Quantity(positions, unit.nanometer)
    if box is not None and whole:
        positions = makeWhole(positions, bonds, box)
    topology = _topology(symbols, bonds)
    vectors = None
    if box is not None:
        vectors = unit.Quantity([Vec3(*row) for row in box.tolist()], unit.nanometer)
        topology.setPeriodicBoxVectors(vectors)
    if velocities is not None:
        velocities = unit.Quantity(velocities, unit.nanometer / unit.picosecond)
    return Frame(topology, positions, vectors, velocities, rotation)


def _readFrame(path, wanted):
    with open(path, encoding="utf-8") as lines:
        for number in range(wanted + 1):
            first = lines.readline()
            if not first.strip():
                raise ValueError(f"{path}: there is no frame {wanted}, the file has {number}")
            try:
                count = int(first)
            except ValueError:
                raise ValueError(f"{path}: expected a number of atoms, not {first.strip()!r}; is this an XYZ file?") from None
            comment = lines.readline()
            rows = [lines.readline().split() for _ in range(count)]
    if count < 1 or not all(rows):
        raise ValueError(f"{path}: frame {wanted} says {count} atoms and has fewer lines")
    return {key: value.strip('"') for key, value in re.findall(r'([^\s=]+)=("[^"]*"|\S+)', comment)}, rows


def _readBox(fields, path):
    """(reduced box vectors in nm or None, rotation)."""
    if "Lattice" not in fields:
        return None, np.eye(3)
    periodic = [word.upper() in ("T", "TRUE", "1") for word in fields.get("pbc", "T T T").split()]
    if not any(periodic):
        return None, np.eye(3)
    if not all(periodic):
        raise ValueError(
            f"{path}: pbc=\"{fields['pbc']}\": OpenMM's boxes are periodic in all directions or in none. For a slab, make "
            "the cell large enough along the third direction and say pbc=\"T T T\"."
        )
    try:
        cell = np.array(fields["Lattice"].split(), dtype=float).reshape(3, 3) / 10
    except ValueError:
        raise ValueError(f"{path}: Lattice=\"{fields['Lattice']}\": expected nine numbers") from None
    if abs(np.linalg.det(cell)) < 1e-9:
        raise ValueError(f"{path}: the cell has no volume")
    # cell = triangle @ rotation^T; the rotation is proper, and -c spans the same lattice as c.
    q, r = np.linalg.qr(cell.T)
    sign = np.sign(np.diag(r))
    q, r = q * sign, (r.T * sign).T
    a, b, c = r.T.copy()
    if np.linalg.det(q) < 0:
        q[:, 2] *= -1
        c[:2] *= -1
    if np.allclose(cell, [a, b, c], rtol=0, atol=1e-12):
        q, (a, b, c) = np.eye(3), cell
    c = c - b * np.round(c[1] / b[1])
    c = c - a * np.round(c[0] / a[0])
    b = b - a * np.round(b[0] / a[0])
    return np.array([a, b, c]), q


def _topology(symbols, bonds):
    """A Topology whose residues are the molecules, named by their kind; one residue when molecules' atoms are interleaved,
    since a residue's atoms follow one another."""
    molecule = _molecules(len(symbols), bonds)
    starts = [atom for atom in range(len(symbols)) if atom == 0 or molecule[atom] != molecule[atom - 1]]
    if len(starts) != len(set(molecule)):
        starts = [0]
    topology = app.Topology()
    chain = topology.addChain()
    kinds = {}
    atoms = []
    for start, end in zip(starts, starts[1:] + [len(symbols)]):
        formula = tuple(sorted(symbols[start:end]))
        residue = topology.addResidue(kinds.setdefault(formula, f"M{len(kinds) + 1:02d}"), chain)
        seen = {}
        for symbol in symbols[start:end]:
            seen[symbol] = seen.get(symbol, 0) + 1
            atoms.append(topology.addAtom(f"{symbol}{seen[symbol]}", app.Element.getBySymbol(symbol), residue))
    for first, second in bonds:
        topology.addBond(atoms[first], atoms[second])
    return topology


def _molecules(count, bonds):
    """For every atom the lowest atom of its molecule."""
    parent = list(range(count))

    def root(atom):
        while parent[atom] != atom:
            parent[atom] = parent[parent[atom]]
            atom = parent[atom]
        return atom

    for first, second in bonds:
        low, high = sorted((root(first), root(second)))
        parent[high] = low
    return [root(atom) for atom in range(count)]


def writeExtxyz(path, simulation, append=False):
    """Writes a Simulation's present frame with energy, forces and velocities as extended XYZ (Angstrom, eV, Angstrom/ps)."""
    state = simulation.context.getState(getPositions=True, getVelocities=True, getForces=True, getEnergy=True)
    ev = 96.48533212331002  # kJ/mol, CODATA 2022
    box = state.getPeriodicBoxVectors(asNumpy=True).value_in_unit(unit.angstrom)
    fields = ["Properties=species:S:1:pos:R:3:forces:R:3:velo:R:3", f"energy={state.getPotentialEnergy().value_in_unit(unit.kilojoule_per_mole) / ev!r}"]
    if simulation.system.usesPeriodicBoundaryConditions():
        fields += [f'Lattice="{" ".join(repr(float(number)) for number in box.ravel())}"', 'pbc="T T T"']
    else:
        fields += ['pbc="F F F"']
    columns = np.hstack([
        state.getPositions(asNumpy=True).value_in_unit(unit.angstrom),
        state.getForces(asNumpy=True).value_in_unit(unit.kilojoule_per_mole / unit.angstrom) / ev,
        state.getVelocities(asNumpy=True).value_in_unit(unit.angstrom / unit.picosecond),
    ])  # fmt: skip
    with open(path, "a" if append else "w", encoding="utf-8") as file:
        file.write(f"{len(columns)}\n{' '.join(fields)}\n")
        for atom, row in zip(simulation.topology.atoms(), columns):
            symbol = "X" if atom.element is None else atom.element.symbol  # a virtual site
            file.write(f"{symbol} {' '.join(repr(float(number)) for number in row)}\n")
