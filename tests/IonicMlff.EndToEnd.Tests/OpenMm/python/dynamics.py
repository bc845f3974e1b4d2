# SPDX-License-Identifier: MIT
"""Integrators, minimizer, barostat, interruption and recovery, with the model trained on PYR14-BF4."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import openmm as mm
from openmm import unit

import harness
import ilmlff
from harness import EV, KJ, NM, context, evaluate, model

KELVIN = unit.kelvin


def ions(threads=1, **options):
    """A PYR14-BF4 pair without a box, minimised, as (system, positions)."""
    pair = harness.ion_pair()
    system = ilmlff.system(pair.topology, model(harness.TRAINED), periodic=False, removeCMMotion=False, threads=threads, **options)
    return system, pair.positions


def minimised():
    system, positions = ions()
    ctx = context(system, positions)
    mm.LocalEnergyMinimizer.minimize(ctx, 10, 60)
    return system, ctx.getState(getPositions=True).getPositions(asNumpy=True)


def total_energy(ctx):
    state = ctx.getState(getEnergy=True)
    return (state.getPotentialEnergy() + state.getKineticEnergy()).value_in_unit(KJ) / EV


def temperature(ctx, degrees):
    kinetic = ctx.getState(getEnergy=True).getKineticEnergy()
    return (2 * kinetic / (degrees * unit.MOLAR_GAS_CONSTANT_R)).value_in_unit(KELVIN)


class Integrators(harness.Checks):
    @classmethod
    def setUpClass(cls):
        cls.system, cls.positions = minimised()

    def drift(self, step, steps):
        """Largest deviation of the total energy from its start in a Verlet run (meV/atom)."""
        ctx = context(self.system, self.positions, mm.VerletIntegrator(step))
        ctx.setVelocitiesToTemperature(300, 17)
        start = total_energy(ctx)
        worst = 0.0
        for _ in range(10):
            ctx.getIntegrator().step(steps // 10)
            worst = max(worst, abs(total_energy(ctx) - start))
        return 1000 * worst / 35

    def test_verlet_conserves_energy(self):
        coarse, fine = self.drift(0.0005, 200), self.drift(0.00025, 400)
        self.assertLess(coarse, 0.5)
        # Verlet is of second order: half the step, a quarter of the error.
        self.assertLess(fine, 0.35 * coarse)

    def test_langevin_reaches_its_temperature(self):
        integrator = mm.LangevinMiddleIntegrator(400, 20, 0.0005)
        integrator.setRandomNumberSeed(3)
        ctx = context(self.system, self.positions, integrator)
        ctx.setVelocitiesToTemperature(400, 4)
        integrator.step(100)
        seen = []
        for _ in range(40):
            integrator.step(5)
            seen.append(temperature(ctx, 105))
        # 105 degrees of freedom: one value scatters by 14 %, the mean of these correlated ones by about half of that.
        self.assertRelative(np.mean(seen), 400, 0.3)

    def heat_bath_error(self, step, steps):
        """Spread of the conserved energy of a Nose-Hoover run (meV/atom)."""
        integrator = mm.NoseHooverIntegrator(350, 10, step)
        ctx = context(self.system, self.positions, integrator)
        ctx.setVelocitiesToTemperature(350, 5)
        conserved = []
        for _ in range(10):
            integrator.step(steps // 10)
            conserved.append(total_energy(ctx) + integrator.computeHeatBathEnergy().value_in_unit(KJ) / EV)
        return 1000 * np.ptp(conserved) / 35

    def test_nose_hoover_conserves_its_energy(self):
        coarse, fine = self.heat_bath_error(0.0005, 100), self.heat_bath_error(0.00025, 200)
        self.assertLess(coarse, 5.0)
        # OpenMM's kinetic energy is half a step ahead: an error of first order.
        self.assertLess(fine, 0.65 * coarse)

    def test_cpu_platform_runs_the_same_dynamics(self):
        ends = []
        for platform in ("Reference", "CPU"):
            ctx = context(self.system, self.positions, mm.VerletIntegrator(0.0005), platform)
            ctx.setVelocitiesToTemperature(300, 17)
            ctx.getIntegrator().step(20)
            ends.append(ctx.getState(getPositions=True).getPositions(asNumpy=True).value_in_unit(NM))
        self.assertRelative(ends[1], ends[0], 1e-6, 1)

    def test_minimizer_finds_smaller_forces(self):
        system, positions = ions()
        energy, forces = evaluate(context(system, positions))
        lower, small = evaluate(context(self.system, self.positions))
        self.assertLess(lower, energy)
        self.assertLess(np.max(np.abs(small)), 0.2 * np.max(np.abs(forces)))

    def test_restarts_from_saved_state(self):
        ctx = context(self.system, self.positions)
        ctx.setVelocitiesToTemperature(300, 1)
        ctx.getIntegrator().step(5)
        saved = ctx.getState(getPositions=True, getVelocities=True)
        ctx.getIntegrator().step(5)
        end = total_energy(ctx)
        again = mm.Context(mm.XmlSerializer.deserialize(mm.XmlSerializer.serialize(self.system)), mm.VerletIntegrator(0.0005))
        again.setState(mm.XmlSerializer.deserialize(mm.XmlSerializer.serialize(saved)))
        again.getIntegrator().step(5)
        self.assertRelative(total_energy(again), end, 1e-9)


class Barostat(harness.Checks):
    def setUp(self):
        self.box = harness.box_of_two()

    def run_barostat(self, pressure, integrator, steps, bonds=True):
        force = ilmlff.IlmlffForce(model(harness.TRAINED), threads=1)
        force.addAtoms([atom.element.symbol for atom in self.box.topology.atoms()])
        if bonds:
            self.assertGreater(force.guessBonds(self.box.positions, self.box.boxVectors), 60)
        system = mm.System()
        for atom in self.box.topology.atoms():
            system.addParticle(atom.element.mass)
        system.setDefaultPeriodicBoxVectors(*self.box.boxVectors)
        system.addForce(force.toOpenMM())
        barostat = mm.MonteCarloBarostat(pressure, 400, 1)
        barostat.setRandomNumberSeed(11)
        system.addForce(barostat)
        ctx = context(system, self.box.positions, integrator)
        ctx.setVelocitiesToTemperature(400, 2)
        integrator.step(steps)
        return ctx

    def test_moves_whole_ions(self):
        frozen = mm.VerletIntegrator(1e-12)  # ps: nothing but the barostat moves
        ctx = self.run_barostat(20000, frozen, 25)
        molecules = [list(molecule) for molecule in ctx.getMolecules()]
        self.assertEqual(sorted(map(len, molecules)), [5, 5, 30, 30])
        state = ctx.getState(getPositions=True)
        before, after = self.box.positions.value_in_unit(NM), state.getPositions(asNumpy=True).value_in_unit(NM)
        length = state.getPeriodicBoxVectors()[0][0].value_in_unit(NM)
        self.assertGreater(abs(length - self.box.boxVectors[0][0].value_in_unit(NM)), 1e-4)
        for molecule in molecules:
            shift = after[molecule] - before[molecule]
            self.assertRelative(shift, np.broadcast_to(shift[0], shift.shape), 1e-9, 1)
        self.assertGreater(np.linalg.norm((after - before)[0] - (after - before)[60]), 1e-5)

    def test_constant_pressure_run(self):
        integrator = mm.LangevinMiddleIntegrator(400, 10, 0.0005)
        ctx = self.run_barostat(1, integrator, 100)
        volume = ctx.getState().getPeriodicBoxVolume().value_in_unit(NM**3)
        start = np.prod([self.box.boxVectors[i][i].value_in_unit(NM) for i in range(3)])
        self.assertNotEqual(volume, start)
        self.assertLess(abs(volume / start - 1), 0.3)
        self.assertTrue(np.all(np.isfinite(evaluate(ctx)[1])))

    def test_split_molecule_is_refused(self):
        wrapped = self.box.positions.value_in_unit(NM).copy()
        wrapped[3, 0] += self.box.boxVectors[0][0].value_in_unit(NM)
        self.box = self.box._replace(positions=unit.Quantity(wrapped, NM))
        self.assertRefused(mm.OpenMMException, ["two sides of the periodic box", "makeWhole"],
                           lambda: self.run_barostat(1, mm.VerletIntegrator(0.001), 1))  # fmt: skip
        mended = ilmlff.makeWhole(wrapped, self.box.topology.bonds(), self.box.boxVectors)
        self.box = self.box._replace(positions=mended)
        self.run_barostat(1, mm.VerletIntegrator(0.0005), 1)
        bonds = np.array([(first.index, second.index) for first, second in self.box.topology.bonds()])
        lengths = np.linalg.norm(mended.value_in_unit(NM)[bonds[:, 0]] - mended.value_in_unit(NM)[bonds[:, 1]], axis=1)
        self.assertLess(max(lengths), 0.2)


class Interruptions(harness.Checks):
    def test_recovers_from_positions_that_are_no_numbers(self):
        system, positions = ions()
        ctx = context(system, positions)
        expected = evaluate(ctx)
        broken = positions.value_in_unit(NM).copy()
        broken[4, 1] = np.nan
        ctx.setPositions(broken)
        self.assertRefused(mm.OpenMMException, ["particle 4", "not a finite number"], lambda: evaluate(ctx))
        ctx.setPositions(positions)
        found = evaluate(ctx)
        self.assertEqual(found[0], expected[0])
        self.assertRelative(found[1], expected[1], 1e-12)

    def test_interrupted_by_the_keyboard(self):
        script = """
import harness, openmm as mm, dynamics
from openmm import app
system, positions = dynamics.ions()
simulation = app.Simulation(harness.ion_pair().topology, system, mm.VerletIntegrator(0.0005))
simulation.context.setPositions(positions)
simulation.step(1)
print("running", flush=True)
try:
    simulation.step(10**8)
except KeyboardInterrupt:
    print("interrupted", simulation.currentStep > 1, flush=True)
    simulation.step(2)
    print("went on", flush=True)
"""
        child = subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True)
        try:
            self.assertEqual(child.stdout.readline().strip(), "running")
            time.sleep(0.3)
            child.send_signal(signal.SIGINT)
            rest, _ = child.communicate(timeout=30)
        finally:
            child.kill()
        self.assertEqual(rest.split("\n")[:2], ["interrupted True", "went on"])
        self.assertEqual(child.returncode, 0)

    def test_calling_in_a_forked_child_is_refused(self):
        system, positions = ions()
        ctx = context(system, positions)
        evaluate(ctx)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                ctx.setPositions(positions)
                evaluate(ctx)
                text = "no error"
            except Exception as error:
                text = str(error)
            os.write(writing, text.encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            text = pipe.read().decode()
        os.waitpid(child, 0)
        self.assertIn("fork", text)
        evaluate(ctx)


if __name__ == "__main__":
    harness.run()
