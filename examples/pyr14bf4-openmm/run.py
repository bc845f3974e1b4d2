#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Molecular dynamics of 10 PYR14-BF4 ion pairs (350 atoms) in OpenMM: NVT, then NPT, with a MACE model evaluated in C#.

usage: python3 run.py [options]        (--help lists them; README.md says what to expect)
"""

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
try:
    import ilmlff
except ModuleNotFoundError:  # neither installed nor on PYTHONPATH: the one of this checkout
    sys.path.insert(0, str(HERE.parents[1] / "native" / "openmm" / "python"))
    import ilmlff
from openmm import LangevinMiddleIntegrator, MonteCarloBarostat, Platform, app, unit

EV = 96.48533212331 * unit.kilojoule_per_mole


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default=HERE.parent / "models" / "pyr14bf4_xtb_npt.safetensors", help="model file")
    parser.add_argument("--structure", default=HERE / "start.extxyz", help="start structure, extended XYZ")
    parser.add_argument("--nvt", type=int, default=400, metavar="STEPS", help="steps at constant volume (%(default)s)")
    parser.add_argument("--npt", type=int, default=1000, metavar="STEPS", help="steps at constant pressure (%(default)s)")
    parser.add_argument("--every", type=int, default=100, metavar="STEPS", help="steps between lines and frames (%(default)s)")
    parser.add_argument("--step", type=float, default=0.5, metavar="FS", help="time step, fs (%(default)s)")
    parser.add_argument("--temperature", type=float, default=423.0, metavar="K", help="(%(default)s K)")
    parser.add_argument("--pressure", type=float, default=1.0, metavar="BAR", help="(%(default)s bar)")
    parser.add_argument("--precision", choices=["double", "mixed"], default="double")
    parser.add_argument("--threads", type=int, help="default: every core")
    parser.add_argument("--seed", type=int, default=1, help="of velocities, thermostat and barostat (%(default)s)")
    parser.add_argument("--out", type=Path, default=Path("results"), metavar="FOLDER", help="(%(default)s)")
    return parser.parse_args()


class Table:
    """Prints one line of thermodynamics at each report and keeps them all in a file."""

    def __init__(self, path, every, mass):
        self.every, self.mass = every, mass
        self.file = open(path, "w", encoding="utf-8")
        self.clock, self.last = time.perf_counter(), 0
        self.say(f"{'step':>7} {'time/ps':>8} {'E_pot/eV':>12} {'T/K':>7} {'density/(g/cm3)':>16} {'ms/step':>8} {'ns/day':>7}")

    def say(self, line):
        print(line, flush=True)
        print(line, file=self.file, flush=True)

    def describeNextReport(self, simulation):
        return (self.every - simulation.currentStep % self.every, False, False, False, True, False)

    def report(self, simulation, state):
        now, steps = time.perf_counter(), simulation.currentStep - self.last
        seconds = (now - self.clock) / max(steps, 1)
        self.clock, self.last = now, simulation.currentStep
        # No constraints; the centre of mass rests.
        degrees = 3 * simulation.system.getNumParticles() - 3
        temperature = 2 * state.getKineticEnergy() / (degrees * unit.MOLAR_GAS_CONSTANT_R)
        density = self.mass / unit.AVOGADRO_CONSTANT_NA / state.getPeriodicBoxVolume()
        step = simulation.integrator.getStepSize().value_in_unit(unit.nanosecond)
        self.say(
            f"{simulation.currentStep:7d} {state.getTime().value_in_unit(unit.picosecond):8.4f} {state.getPotentialEnergy() / EV:12.4f} "
            f"{temperature.value_in_unit(unit.kelvin):7.1f} {density.value_in_unit(unit.gram / unit.centimeter**3):16.4f} "
            f"{1000 * seconds:8.2f} {step * 86400 / seconds:7.4f}"
        )


def main():
    wanted = arguments()
    wanted.out.mkdir(parents=True, exist_ok=True)
    start = ilmlff.readExtxyz(wanted.structure)
    print(f"{start.topology.getNumAtoms()} atoms, {start.topology.getNumResidues()} ions, {start.topology.getNumBonds()} bonds")

    system = ilmlff.system(start.topology, wanted.model, precision=wanted.precision, threads=wanted.threads)
    mass = sum((system.getParticleMass(i) for i in range(system.getNumParticles())), 0 * unit.dalton)
    thermostat = LangevinMiddleIntegrator(wanted.temperature, 10 / unit.picosecond, wanted.step * unit.femtosecond)
    thermostat.setRandomNumberSeed(wanted.seed)
    # The model does all the work and runs on the CPU with every OpenMM platform; Reference has the shortest way to it.
    simulation = app.Simulation(start.topology, system, thermostat, Platform.getPlatformByName("Reference"))
    simulation.context.setPositions(start.positions)
    if start.velocities is None:
        simulation.context.setVelocitiesToTemperature(wanted.temperature, wanted.seed)
    else:
        simulation.context.setVelocities(start.velocities)
    print(ilmlff.describe(simulation.context)[0])

    with open(wanted.out / "topology.pdb", "w", encoding="utf-8") as file:
        app.PDBFile.writeFile(start.topology, start.positions, file)
    table = Table(wanted.out / "thermo.txt", wanted.every, mass)
    simulation.reporters += [table, app.DCDReporter(str(wanted.out / "trajectory.dcd"), wanted.every)]

    print(f"-- NVT: Langevin, {wanted.temperature:g} K")
    simulation.step(wanted.nvt)

    print(f"-- NPT: Langevin and Monte Carlo barostat, {wanted.temperature:g} K, {wanted.pressure:g} bar")
    barostat = MonteCarloBarostat(wanted.pressure * unit.bar, wanted.temperature, 10)
    barostat.setRandomNumberSeed(wanted.seed)
    system.addForce(barostat)
    simulation.context.reinitialize(preserveState=True)
    simulation.step(wanted.npt)

    ilmlff.writeExtxyz(wanted.out / "final.extxyz", simulation)
    print(f"pressure at the end {ilmlff.pressure(simulation.context).value_in_unit(unit.bar):.0f} bar (one frame; it fluctuates by kbar)")
    print(f"wrote {', '.join(str(wanted.out / name) for name in ('thermo.txt', 'topology.pdb', 'trajectory.dcd', 'final.extxyz'))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
