#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""MDAnalysis's side of bench/analysis.sh: makes the replicated trajectory, and measures CPU seconds.

usage: analysis_mdanalysis.py make FOLDER_OF_bf4_npt_423 OUT
       analysis_mdanalysis.py time OUT TRAJECTORY REPETITIONS
"""
import gzip
import itertools
import os
import sys
import time

import MDAnalysis as mda
import numpy as np
from MDAnalysis.analysis.msd import EinsteinMSD
from MDAnalysis.analysis.rdf import InterRDF

FRAMES, COPIES = 100, 3
MASSES = {"N": 14.007, "B": 10.811, "F": 18.998, "C": 12.011, "H": 1.008}


def read_frames(path):
    """Positions by id and orthogonal cells of a gzip dump with columns id type x y z ..."""
    with gzip.open(path, "rt") as dump:
        for _ in range(FRAMES):
            head = [dump.readline() for _ in range(9)]
            bounds = np.array([line.split()[:2] for line in head[5:8]], float)
            rows = np.array([dump.readline().split()[:5] for _ in range(int(head[3]))], float)
            yield rows[np.argsort(rows[:, 0])], bounds


def make(source, out):
    """Replicas beside each other along a, b, c; atoms, molecules and bonds counted replica after replica."""
    data = os.path.join(out, "one.data")
    with gzip.open(os.path.join(source, "topology.data.gz"), "rb") as packed, open(data, "wb") as plain:
        plain.write(packed.read())
    one = mda.Universe(data, format="DATA", topology_format="DATA")
    shifts = np.array(list(itertools.product(range(COPIES), repeat=3)), float)
    frames, cells = [], []
    for rows, bounds in read_frames(os.path.join(source, "traj.dump.gz")):
        edge = bounds[:, 1] - bounds[:, 0]
        frames.append((rows[None, :, 2:] - bounds[:, 0] + (shifts * edge)[:, None]).reshape(-1, 3))
        cells.append([*(COPIES * edge), 90, 90, 90])
    types, count = rows[:, 1].astype(int), len(rows)
    write_data(os.path.join(out, "big.data"), one, types, frames[0], cells[0], len(shifts), count)
    big = mda.Universe.empty(len(frames[0]), trajectory=True)
    big.load_new(np.array(frames, "f4"), order="fac", dimensions=np.array(cells, "f4"), dt=0.5)
    for name in ("big.dcd", "big.xtc"):
        with mda.Writer(os.path.join(out, name), n_atoms=len(frames[0]), dt=0.5) as writer:
            for _ in big.trajectory:
                writer.write(big.atoms)


def write_data(path, one, types, positions, cell, copies, count):
    """A LAMMPS data file of atom_style full."""
    masses = {int(a.type): a.mass for a in one.atoms}
    order = np.argsort(one.atoms.ids)
    molecules, charges = one.atoms.resids[order], one.atoms.charges[order]
    bonds = one.bonds.indices
    place = np.empty(count, int)
    place[order] = np.arange(count)
    with open(path, "w", encoding="ascii") as data:
        data.write(f"big\n\n{copies * count} atoms\n{copies * len(bonds)} bonds\n{len(masses)} atom types\n1 bond types\n\n")
        data.writelines(f"0 {cell[k]} {c}lo {c}hi\n" for k, c in enumerate("xyz"))
        data.write("\nMasses\n\n" + "".join(f"{t} {m}\n" for t, m in sorted(masses.items())) + "\nAtoms # full\n\n")
        for i, (x, y, z) in enumerate(positions):
            k = i % count
            data.write(f"{i + 1} {molecules[k] + i // count * molecules.max()} {types[k]} {charges[k]} {x:.5f} {y:.5f} {z:.5f}\n")
        data.write("\nBonds\n\n")
        pairs = (place[bonds][None] + count * np.arange(copies)[:, None, None]).reshape(-1, 2) + 1
        data.writelines(f"{n + 1} 1 {a} {b}\n" for n, (a, b) in enumerate(pairs))


def measure(folder, trajectory, repetitions):
    """Smallest CPU seconds of each quantity, opening of the files included."""
    def opened():
        return mda.Universe(os.path.join(folder, "big.data"), os.path.join(folder, trajectory), topology_format="DATA")

    def read():
        for _ in opened().trajectory:
            pass

    universe, opening = opened(), 0.0
    sites = {e: universe.atoms[np.abs(universe.atoms.masses - m) < 0.05] for e, m in MASSES.items()}

    def best(name, run):
        seconds = []
        for _ in range(repetitions):
            start = time.process_time()
            run()
            seconds.append(time.process_time() - start)
        print(name, f"{min(seconds) + opening:.4f}")
        return min(seconds)

    best("read", read)
    opening = best("open", opened)
    for a, b in ("NB", "CF", "HF"):
        best(f"rdf_{a}_{b}", InterRDF(sites[a], sites[b], nbins=200, range=(0.0, 10.0)).run)
    best("msd_all_atoms", lambda: EinsteinMSD(universe, select="all", msd_type="xyz", fft=False).run())


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))
