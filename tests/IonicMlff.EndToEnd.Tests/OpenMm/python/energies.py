# SPDX-License-Identifier: MIT
"""Energies and forces through OpenMM against the golden numbers, and what must leave them unchanged."""

import copy
import threading

import numpy as np
import openmm as mm
from openmm import unit

import harness
import ilmlff
from harness import EV, KJ, NM, context, evaluate, frame, golden, model

EXACT = 1e-7  # relative, as demanded of the same frame through every host
TABLE = 2e-5  # eV/Angstrom, error bound of the fast evaluator's radial tables


def ours(case, threads=1, **options):
    """A golden case through OpenMM: (energy, forces in the file's axes)."""
    name = case.split("/")[0]
    structure = frame(case, whole=False)
    system = ilmlff.system(structure.topology, model(name), periodic=structure.boxVectors is not None, threads=threads, **options)
    energy, forces = evaluate(context(system, structure.positions))
    return energy, forces @ structure.rotation.T


class Energies(harness.Checks):
    def compare(self, case, which={}, **options):
        expected = golden(case, **which)
        energy, forces = ours(case, backend="reference", **options)
        self.assertRelative(energy, expected["energy"], EXACT, abs(expected["energy"] - expected["e0_sum"]) + 1e-3)
        self.assertRelative(forces, expected["forces"], EXACT, max(np.max(np.abs(expected["forces"])), 1e-3))

    def test_ion_without_box(self):
        self.compare("paper_pyr14bf4/bf4")

    def test_ion_pair(self):
        self.compare("paper_pyr14bf4/dimer_pyr14_bf4")

    def test_periodic_box(self):
        self.compare("paper_pyr14bf4/box_pyr14bf4_2")

    def test_triclinic_box(self):
        self.compare("paper_pyr14bf4/tric_pyr14bf4_2")

    def test_left_handed_cell(self):
        """The same lattice with two vectors exchanged, read from a file."""
        source = harness.DATA / "mace" / "cases" / "paper_pyr14bf4/tric_pyr14bf4_2" / "structure.extxyz"
        count, comment, *rows = source.read_text().split("\n")
        numbers = comment.split('"')[1].split()
        swapped = harness.SCRATCH / "left.extxyz"
        swapped.write_text("\n".join([count, comment.replace(" ".join(numbers), " ".join(numbers[3:6] + numbers[:3] + numbers[6:])), *rows]))
        structure = ilmlff.readExtxyz(swapped, whole=False)
        self.assertRelative(structure.rotation @ structure.rotation.T, np.eye(3), 1e-12)
        self.assertGreater(np.linalg.det(structure.rotation), 0)
        system = ilmlff.system(structure.topology, model("paper_pyr14bf4"), backend="reference", threads=1)
        energy, forces = evaluate(context(system, structure.positions))
        expected = golden("paper_pyr14bf4/tric_pyr14bf4_2")
        self.assertRelative(energy, expected["energy"], EXACT, abs(expected["energy"] - expected["e0_sum"]))
        self.assertRelative(forces @ structure.rotation.T, expected["forces"], EXACT)

    def test_cell_smaller_than_cutoff(self):
        self.compare("paper_pyr14bf4/smallcell_bn")

    def test_atoms_outside_the_box(self):
        self.compare("paper_pyr14bf4/unwrapped_pyr14bf4_2")

    def test_single_atom(self):
        self.compare("paper_pyr14bf4/single_atom")

    def test_atoms_without_neighbors(self):
        self.compare("paper_pyr14bf4/isolated_three")

    def test_close_pair(self):
        self.compare("paper_pyr14bf4/close_pair")

    def test_lithium_salt_triclinic(self):
        self.compare("paper_litfsi/tric_lipyr14tfsi_2")

    def test_heads(self):
        heads = ["pt_head", "default"]
        energies = [golden("ft_multihead/pyr14", head=head)["energy"] for head in heads]
        self.assertGreater(abs(energies[0] - energies[1]), 1e-3)
        for head in heads:
            self.compare("ft_multihead/pyr14", {"head": head}, head=head)

    def test_charge_and_spin(self):
        for charge, spin in ((0, 1), (-1, 1), (1, 2)):
            extra = {"total_charge": charge, "total_spin": spin}
            self.compare("omol_like/tfsi", {"extra": extra}, charge=charge, spin=spin)

    def test_fast_evaluator(self):
        expected = golden("paper_pyr14bf4/box_pyr14bf4_2")
        energy, forces = ours("paper_pyr14bf4/box_pyr14bf4_2", backend="simd")
        self.assertRelative(forces, expected["forces"], TABLE, 1)
        self.assertRelative(energy, expected["energy"], 1e-5 * 70, 1)

    def test_mixed_precision(self):
        expected = golden("paper_pyr14bf4/box_pyr14bf4_2")
        energy, forces = ours("paper_pyr14bf4/box_pyr14bf4_2", precision="mixed")
        self.assertRelative(forces, expected["forces"], 2e-4, 1)
        self.assertRelative(energy, expected["energy"], 1e-5 * 70, 1)

    def test_threads_agree(self):
        one = ours("paper_pyr14bf4/box_pyr14bf4_2", threads=1)
        two = ours("paper_pyr14bf4/box_pyr14bf4_2", threads=2)
        self.assertRelative(two[0], one[0], 1e-12)
        self.assertRelative(two[1], one[1], 1e-9)


class Systems(harness.Checks):
    """With the fast evaluator: comparisons of OpenMM with itself."""

    def setUp(self):
        self.box = harness.box_of_two()
        self.model = model(harness.TRAINED)

    def force(self, symbols=None, particles=None, **options):
        force = ilmlff.IlmlffForce(self.model, **{"threads": 1, **options})
        force.addAtoms(symbols if symbols is not None else self.box.topology, particles=particles)
        return force.toOpenMM()

    def system(self, *forces, particles=70, box=True):
        system = mm.System()
        for _ in range(particles):
            system.addParticle(12)
        if box:
            system.setDefaultPeriodicBoxVectors(*self.box.boxVectors)
        for force in forces:
            system.addForce(force)
        return system

    def test_reference_and_cpu_platform_agree(self):
        one = evaluate(context(self.system(self.force()), self.box.positions, platform="Reference"))
        two = evaluate(context(self.system(self.force()), self.box.positions, platform="CPU"))
        self.assertRelative(two[0], one[0], 1e-12)
        self.assertRelative(two[1], one[1], 1e-9)

    def test_default_platform_is_one_that_works(self):
        ctx = mm.Context(self.system(self.force()), mm.VerletIntegrator(0.001))
        ctx.setPositions(self.box.positions)
        self.assertLess(evaluate(ctx)[0], 0)

    def test_box_on_and_off(self):
        on = evaluate(context(self.system(self.force(periodic=True)), self.box.positions))[0]
        off = evaluate(context(self.system(self.force(periodic=False)), self.box.positions))[0]
        self.assertGreater(abs(on - off), 0.01)
        cluster = self.system(self.force([a.element.symbol for a in self.box.topology.atoms()], periodic=False), box=False)
        self.assertRelative(evaluate(context(cluster, self.box.positions))[0], off, 1e-12)

    def test_left_open_the_systems_box_decides(self):
        symbols = [atom.element.symbol for atom in self.box.topology.atoms()]
        on = evaluate(context(self.system(self.force(periodic=True)), self.box.positions))[0]
        off = evaluate(context(self.system(self.force(periodic=False)), self.box.positions))[0]
        with_box = self.system(self.force(symbols))
        self.assertRelative(evaluate(context(with_box, self.box.positions))[0], on, 1e-12)
        self.assertTrue(with_box.usesPeriodicBoundaryConditions())
        without = self.system(self.force(symbols), box=False)
        self.assertRelative(evaluate(context(without, self.box.positions))[0], off, 1e-12)
        self.assertFalse(without.usesPeriodicBoundaryConditions())
        other = mm.CustomNonbondedForce("0")
        other.setNonbondedMethod(mm.CustomNonbondedForce.CutoffPeriodic)
        other.setCutoffDistance(0.3)
        for _ in range(70):
            other.addParticle()
        system = self.system(self.force(symbols), other, box=False)
        system.setDefaultPeriodicBoxVectors(*self.box.boxVectors)
        self.assertRelative(evaluate(context(system, self.box.positions))[0], on, 1e-12)

    def test_changed_box_is_used(self):
        larger = [vector * 1.02 for vector in self.box.boxVectors]
        ctx = context(self.system(self.force()), self.box.positions)
        before = evaluate(ctx)[0]
        ctx.setPeriodicBoxVectors(*larger)
        after = evaluate(ctx)[0]
        system = self.system(self.force())
        system.setDefaultPeriodicBoxVectors(*larger)
        self.assertGreater(abs(after - before), 0.01)
        self.assertRelative(after, evaluate(context(system, self.box.positions))[0], 1e-12)

    def test_subset_of_particles(self):
        atoms = list(self.box.topology.atoms())
        chosen = [atom.index for atom in atoms if atom.residue.index == 1][::-1]
        alone = self.force([atoms[i].element.symbol for i in chosen], particles=chosen, periodic=True)
        energy, forces = evaluate(context(self.system(alone), self.box.positions))
        topology = self.force(particles=chosen)
        self.assertRelative(evaluate(context(self.system(topology), self.box.positions))[0], energy, 1e-12)
        small = self.system(self.force([atoms[i].element.symbol for i in chosen], periodic=True), particles=len(chosen))
        positions = unit.Quantity(self.box.positions.value_in_unit(NM)[chosen], NM)
        expected = evaluate(context(small, positions))
        self.assertRelative(energy, expected[0], 1e-12)
        self.assertRelative(forces[chosen], expected[1], 1e-9)
        self.assertEqual(np.count_nonzero(np.delete(forces, chosen, axis=0)), 0)

    def test_order_of_particles_does_not_matter(self):
        atoms = list(self.box.topology.atoms())
        order = np.random.default_rng(5).permutation(70)
        shuffled = self.system(self.force([atoms[i].element.symbol for i in order], periodic=True))
        positions = unit.Quantity(self.box.positions.value_in_unit(NM)[order], NM)
        energy, forces = evaluate(context(shuffled, positions))
        expected = evaluate(context(self.system(self.force()), self.box.positions))
        self.assertRelative(energy, expected[0], 1e-12)
        self.assertRelative(forces, expected[1][order], 1e-8)

    def test_force_groups(self):
        bond = mm.HarmonicBondForce()
        bond.addBond(0, 40, 0.1, 500)
        system = self.system(self.force(forceGroup=3), bond)
        self.assertEqual(system.getForce(0).getForceGroup(), 3)
        ctx = context(system, self.box.positions)
        whole, model_only, rest = (evaluate(ctx, groups=groups)[0] for groups in (-1, {3}, {0}))
        alone = evaluate(context(self.system(self.force()), self.box.positions))[0]
        self.assertRelative(model_only, alone, 1e-12)
        self.assertGreater(rest, 0.1)
        self.assertRelative(whole, model_only + rest, 1e-12)
        self.assertEqual(evaluate(ctx, groups={5})[0], 0)

    def test_beside_other_forces(self):
        restraint = mm.CustomExternalForce("500*((x-0.1)^2+y^2+z^2)")
        restraint.addParticle(7)
        for platform in ("Reference", "CPU"):
            both = evaluate(context(self.system(self.force(), copy.copy(restraint)), self.box.positions, platform=platform))
            alone = evaluate(context(self.system(self.force()), self.box.positions, platform=platform))
            only = evaluate(context(self.system(copy.copy(restraint)), self.box.positions, platform=platform))
            self.assertRelative(both[0], alone[0] + only[0], 1e-10)
            self.assertRelative(both[1], alone[1] + only[1], 1e-6)

    def test_inside_a_collective_variable(self):
        half = mm.CustomCVForce("0.5*energy")
        half.addCollectiveVariable("energy", self.force())
        scaled = evaluate(context(self.system(half), self.box.positions))
        whole = evaluate(context(self.system(self.force()), self.box.positions))
        self.assertRelative(scaled[0], 0.5 * whole[0], 1e-12)
        self.assertRelative(scaled[1], 0.5 * whole[1], 1e-9)

    def test_two_contexts_and_a_new_one(self):
        system = self.system(self.force())
        one = context(system, self.box.positions)
        moved = unit.Quantity(self.box.positions.value_in_unit(NM) * 1.001, NM)
        two = context(system, moved, platform="CPU")
        first, second = evaluate(one)[0], evaluate(two)[0]
        self.assertNotEqual(first, second)
        self.assertEqual(evaluate(one)[0], first)
        del one
        again = context(system, self.box.positions)
        self.assertRelative(evaluate(again)[0], first, 1e-13)
        self.assertEqual(evaluate(two)[0], second)
        again.reinitialize()
        again.setPositions(self.box.positions)
        self.assertRelative(evaluate(again)[0], first, 1e-13)

    def test_contexts_in_several_threads(self):
        system = self.system(self.force())
        energies = {}

        def work(number):
            ctx = context(system, self.box.positions)
            ctx.setVelocitiesToTemperature(300, 1)
            ctx.getIntegrator().step(3)
            energies[number] = evaluate(ctx)[0]

        threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(energies), 3)
        self.assertRelative(list(energies.values()), [energies[0]] * 3, 1e-12)

    def test_xml_round_trip(self):
        atoms = [atom.element.symbol for atom in self.box.topology.atoms()]
        force = ilmlff.IlmlffForce(self.model, precision="mixed", threads=1, backend="simd", periodic=True, forceGroup=7, name="ions & <co>")
        force.addAtoms(atoms)
        force.guessBonds(self.box.positions, self.box.boxVectors)
        system = self.system(force.toOpenMM())
        text = mm.XmlSerializer.serialize(system)
        again = mm.XmlSerializer.deserialize(text)
        self.assertEqual(mm.XmlSerializer.serialize(again), text)
        self.assertEqual(again.getForce(0).getForceGroup(), 7)
        self.assertEqual(again.getForce(0).getName(), "ions & <co>")
        for word in ('precision="mixed"', 'threads="1"', 'backend="simd"', 'periodic="yes"', f'path="{self.model}"'):
            self.assertIn(word, text)
        expected = evaluate(context(system, self.box.positions))
        for other in (again, copy.deepcopy(system)):
            ctx = context(other, self.box.positions)
            self.assertEqual(len(ctx.getMolecules()), 4)
            found = evaluate(ctx)
            self.assertRelative(found[0], expected[0], 1e-13)
            self.assertRelative(found[1], expected[1], 1e-9)

    def test_forces_are_minus_the_gradient(self):
        ctx = context(self.system(self.force(backend="simd")), self.box.positions)
        positions = self.box.positions.value_in_unit(NM)
        forces = evaluate(ctx)[1]
        h = 1e-5  # nm
        for atom, axis in ((0, 0), (13, 1), (69, 2)):
            energies = []
            for step in (-h, h):
                moved = positions.copy()
                moved[atom, axis] += step
                ctx.setPositions(moved)
                energies.append(evaluate(ctx)[0])
            self.assertRelative(-(energies[1] - energies[0]) / (20 * h), forces[atom, axis], 1e-5, 1)

    def test_virial_is_the_strain_derivative(self):
        structure = frame("paper_pyr14bf4/tric_pyr14bf4_2")
        system = ilmlff.system(structure.topology, self.model)
        ctx = context(system, structure.positions)
        virial = ilmlff.virial(ctx).value_in_unit(KJ)
        positions = np.array(structure.positions.value_in_unit(NM))
        box = np.array([list(v) for v in structure.boxVectors.value_in_unit(NM)])
        h = 1e-5
        # Strains that keep OpenMM's lower-triangular form of the box: e[k][l] multiplies component l of row vectors by k >= l.
        for k, l in ((0, 0), (1, 1), (2, 2), (1, 0), (2, 0), (2, 1)):
            energies = []
            for step in (-h, h):
                deformation = np.eye(3)
                deformation[k, l] += step
                ctx.setPeriodicBoxVectors(*(box @ deformation))
                ctx.setPositions(positions @ deformation)
                energies.append(evaluate(ctx)[0] * EV)
            self.assertRelative(-(energies[1] - energies[0]) / (2 * h), virial[k][l], 1e-4, np.max(np.abs(virial)))

    def test_virial_of_the_golden_case(self):
        expected = golden("paper_pyr14bf4/box_pyr14bf4_2")
        system = ilmlff.system(self.box.topology, model("paper_pyr14bf4"), backend="reference")
        # OpenMM's kinetic energy is that of half a step later: no step, no velocities.
        ctx = context(system, self.box.positions, mm.VerletIntegrator(1e-12))
        self.assertRelative(np.array(ilmlff.virial(ctx).value_in_unit(KJ)) / EV, expected["virials"], EXACT)
        ctx.setVelocities(np.zeros((70, 3)))
        found = ilmlff.pressure(ctx).value_in_unit(unit.bar)
        self.assertRelative(found, -np.trace(expected["stress"]) / 3 * 1602176.634, 1e-6)
        self.assertIn("MACE", ilmlff.describe(ctx)[0])


if __name__ == "__main__":
    harness.run()
