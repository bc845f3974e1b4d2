# SPDX-License-Identifier: MIT
"""Which atoms are bonded, and molecules put together across periodic boundaries."""

import numpy as np
from openmm import unit

# Covalent radii in Angstrom, hydrogen to curium: B. Cordero et al., Dalton Trans. 2832 (2008), doi:10.1039/b801115j.
_RADII = (
    "H 0.31 He 0.28 Li 1.28 Be 0.96 B 0.84 C 0.76 N 0.71 O 0.66 F 0.57 Ne 0.58 Na 1.66 Mg 1.41 Al 1.21 Si 1.11 P 1.07 "
    "S 1.05 Cl 1.02 Ar 1.06 K 2.03 Ca 1.76 Sc 1.70 Ti 1.60 V 1.53 Cr 1.39 Mn 1.39 Fe 1.32 Co 1.26 Ni 1.24 Cu 1.32 "
    "Zn 1.22 Ga 1.22 Ge 1.20 As 1.19 Se 1.20 Br 1.20 Kr 1.16 Rb 2.20 Sr 1.95 Y 1.90 Zr 1.75 Nb 1.64 Mo 1.54 Tc 1.47 "
    "Ru 1.46 Rh 1.42 Pd 1.39 Ag 1.45 Cd 1.44 In 1.42 Sn 1.39 Sb 1.39 Te 1.38 I 1.39 Xe 1.40 Cs 2.44 Ba 2.15 La 2.07 "
    "Ce 2.04 Pr 2.03 Nd 2.01 Pm 1.99 Sm 1.98 Eu 1.98 Gd 1.96 Tb 1.94 Dy 1.92 Ho 1.92 Er 1.89 Tm 1.90 Yb 1.87 Lu 1.87 "
    "Hf 1.75 Ta 1.70 W 1.62 Re 1.51 Os 1.44 Ir 1.41 Pt 1.36 Au 1.36 Hg 1.32 Tl 1.45 Pb 1.46 Bi 1.48 Po 1.40 At 1.50 "
    "Rn 1.50 Fr 2.60 Ra 2.21 Ac 2.15 Th 2.06 Pa 2.00 U 1.96 Np 1.90 Pu 1.87 Am 1.80 Cm 1.69"
).split()
COVALENT_RADII = {symbol: float(radius) / 10 for symbol, radius in zip(_RADII[::2], _RADII[1::2])}  # nm

# In an ionic liquid these are free cations: Li+ sits closer to an anion's oxygen than the sum of covalent radii.
FREE_CATIONS = frozenset("Li Na K Rb Cs Fr Be Mg Ca Sr Ba Ra".split())


def inNanometers(values, shape, what):
    """A (N, 3) float array in nm from a Quantity, or from plain numbers, which OpenMM takes as nm."""
    if values is None:
        raise TypeError(f"{what}: expected numbers of shape {shape}, not None")
    try:
        if unit.is_quantity(values):
            values = values.value_in_unit(unit.nanometer)
        elif len(values) > 0 and unit.is_quantity(values[0]):
            values = [value.value_in_unit(unit.nanometer) for value in values]
        array = np.array([[component for component in row] for row in values], dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{what}: expected {shape} numbers in nm or a Quantity of length: {error}") from None
    if array.ndim != 2 or array.shape[1] != 3 or (isinstance(shape[0], int) and array.shape[0] != shape[0]):
        raise ValueError(f"{what}: expected the shape {shape}, not {array.shape}")
    return array


def nearestImage(vectors, box):
    """The shortest periodic image of each vector, for box vectors in OpenMM's reduced form (rows; nm)."""
    vectors = np.array(vectors, dtype=float)
    for row in (2, 1, 0):
        vectors -= np.round(vectors[..., row : row + 1] / box[row, row]) * box[row]
    return vectors


def guessBonds(elements, positions, boxVectors=None, scale=1.25):
    """Pairs of atoms closer than ``scale`` times the sum of their covalent radii.

    Parameters
    ----------
    elements : list of str
        Symbol of every atom.
    positions : Quantity, or (N, 3) numbers in nm
    boxVectors : three vectors, optional
        Periodic box (nm or Quantity); distances are then those of the nearest image.
    scale : float
        1.25 keeps bonds that thermal motion stretches, and keeps molecules in contact apart.

    Returns
    -------
    list of (int, int)
        Metals of the first two groups (Li, Na, ...) get no bonds: in an ionic liquid they are free cations.
    """
    positions = inNanometers(positions, (len(elements), 3), "positions")
    box = None if boxVectors is None else inNanometers(boxVectors, (3, 3), "boxVectors")
    unknown = sorted({symbol for symbol in elements if symbol not in COVALENT_RADII})
    if unknown:
        raise ValueError(f"no covalent radius is known for {', '.join(map(str, unknown))}; give the bonds yourself (addBonds)")
    radii = np.array([COVALENT_RADII[symbol] for symbol in elements])
    free = np.array([symbol in FREE_CATIONS for symbol in elements])
    bonds = []
    for i in range(len(elements) - 1):
        if free[i]:
            continue
        apart = positions[i + 1 :] - positions[i]
        if box is not None:
            apart = nearestImage(apart, box)
        near = np.einsum("ij,ij->i", apart, apart) < (scale * (radii[i] + radii[i + 1 :])) ** 2
        bonds.extend((i, int(j) + i + 1) for j in np.nonzero(near & ~free[i + 1 :])[0])
    return bonds


def makeWhole(positions, bonds, boxVectors):
    """Positions (Quantity, nm) with every molecule in one piece, as Monte Carlo barostats need it.

    Each atom is moved by whole box vectors to lie next to the atom it is bonded to. ``bonds`` are pairs of indices or
    ``topology.bonds()``; energies and forces do not change.
    """
    count = len(positions)
    positions = inNanometers(positions, (count, 3), "positions")
    box = inNanometers(boxVectors, (3, 3), "boxVectors")
    neighbors = [[] for _ in range(count)]
    for first, second in bondIndices(bonds):
        neighbors[first].append(second)
        neighbors[second].append(first)
    placed = np.zeros(count, dtype=bool)
    for start in range(count):
        if placed[start]:
            continue
        placed[start] = True
        waiting = [start]
        while waiting:
            atom = waiting.pop()
            for other in neighbors[atom]:
                if not placed[other]:
                    placed[other] = True
                    positions[other] = positions[atom] + nearestImage(positions[other] - positions[atom], box)
                    waiting.append(other)
    return unit.Quantity(positions, unit.nanometer)


def bondIndices(bonds):
    """(int, int) pairs from pairs of indices or of Topology atoms."""
    pairs = []
    for bond in bonds:
        try:
            first, second = (getattr(end, "index", end) for end in (bond[0], bond[1]))
            pairs.append((int(first), int(second)))
        except (TypeError, ValueError, IndexError):
            raise TypeError(f"a bond is a pair of atom indices, not {bond!r}") from None
    return pairs
