# SPDX-License-Identifier: MIT
"""DeePMD models through OpenMM: golden numbers, ensembles, beside other forces, frame and atom parameters."""

import json
import re

import numpy as np
import openmm as mm
from openmm import unit

import harness
import ilmlff
from harness import EV, KJ, NM, SCRATCH, context, evaluate

STRUCTURES = harness.DATA / "deepmd" / "structures"


def structure(name, **options):
    return ilmlff.readExtxyz(STRUCTURES / f"{name}.extxyz", **options)


def system(frame, model, removeCMMotion=False, **options):
    return ilmlff.system(frame.topology, model, removeCMMotion=removeCMMotion, periodic=frame.boxVectors is not None, threads=1, **options)


class Goldens(harness.Checks):
    def compare(self, model, name):
        expected = json.loads((harness.DATA / "deepmd" / "golden" / f"{model}__{name}.json").read_text())
        frame = structure(name, whole=False)
        ctx = context(system(frame, harness.deepmd(model), backend="reference"), frame.positions, mm.VerletIntegrator(1e-12))
        energy, forces = evaluate(ctx)
        turn = frame.rotation
        self.assertRelative(energy, expected["energy"], 1e-10)
        self.assertRelative(forces @ turn.T, expected["forces"], 1e-9)
        virial = np.array(ilmlff.virial(ctx).value_in_unit(KJ)) / EV
        self.assertRelative(turn @ virial @ turn.T, expected["virial"], 1e-9)
        if frame.boxVectors is not None:
            ctx.setVelocities(np.zeros((len(forces), 3)))
            volume = abs(np.linalg.det(expected["cell"]))
            pressure = ilmlff.pressure(ctx).value_in_unit(unit.bar)
            self.assertRelative(pressure, np.trace(expected["virial"]) / 3 / volume * 1602176.634, 1e-6)  # eV/A^3 in bar

    def test_triclinic_box(self):
        for model in ("s_tanh_oneside", "s_tanh_twoside", "s_committee_1"):
            self.compare(model, "pyr14bf4_35")

    def test_cell_smaller_than_cutoff(self):
        self.compare("s_exclude_oneside", "tiny_bf4_tric")

    def test_without_box(self):
        self.compare("s_tanh_twoside", "cluster_ionpair_nopbc")
        self.compare("s_tanh_oneside", "isolated_F_nopbc")

    def test_fast_evaluator(self):
        expected = json.loads((harness.DATA / "deepmd" / "golden" / "s_tanh_twoside__pyr14bf4_35.json").read_text())
        frame = structure("pyr14bf4_35", whole=False)
        for precision, tolerance in (("double", 1e-5), ("mixed", 2e-4)):
            whole = system(frame, harness.deepmd("s_tanh_twoside"), backend="simd", precision=precision)
            energy, forces = evaluate(context(whole, frame.positions))
            self.assertRelative(forces @ frame.rotation.T, expected["forces"], tolerance, 1)
            self.assertRelative(energy, expected["energy"], 35 * tolerance, 1)

    def test_float32_net(self):
        expected = json.loads((harness.DATA / "deepmd" / "golden" / "s_float32__pyr14bf4_70.json").read_text())
        frame = structure("pyr14bf4_70", whole=False)
        energy, forces = evaluate(context(system(frame, harness.deepmd("s_float32")), frame.positions))
        self.assertRelative(energy, expected["energy"], 1e-5)
        self.assertRelative(forces @ frame.rotation.T, expected["forces"], 1e-4)


class Ensembles(harness.Checks):
    @classmethod
    def setUpClass(cls):
        cls.model = harness.deepmd("s_tanh_oneside")
        cls.box = structure("pyr14bf4_35")

    def drift(self, step, steps):
        """Largest deviation of the total energy in a Verlet run, eV."""
        ctx = context(system(self.box, self.model), self.box.positions, mm.VerletIntegrator(step))
        ctx.setVelocitiesToTemperature(300, 17)

        def total():
            state = ctx.getState(getEnergy=True)
            return (state.getPotentialEnergy() + state.getKineticEnergy()).value_in_unit(KJ) / EV

        start, worst = total(), 0.0
        for _ in range(5):
            ctx.getIntegrator().step(steps // 5)
            worst = max(worst, abs(total() - start))
        return worst

    def test_verlet_conserves_energy(self):
        # Short steps: with its random weights the potential has curvatures that no liquid has.
        coarse, fine = self.drift(0.0001, 100), self.drift(0.00005, 200)
        self.assertLess(coarse, 0.05e-3 * 35)
        self.assertLess(fine, 0.3 * coarse)  # of second order: a quarter

    def test_volume_moves_of_a_barostat(self):
        force = ilmlff.IlmlffForce(self.model, threads=1)
        force.addAtoms(self.box.topology)
        whole = mm.System()
        for atom in self.box.topology.atoms():
            whole.addParticle(atom.element.mass)
        whole.setDefaultPeriodicBoxVectors(*self.box.boxVectors)
        whole.addForce(force.toOpenMM())
        barostat = mm.MonteCarloBarostat(1, 400, 2)
        barostat.setRandomNumberSeed(5)
        whole.addForce(barostat)
        integrator = mm.LangevinMiddleIntegrator(400, 10, 0.0002)
        integrator.setRandomNumberSeed(5)
        ctx = context(whole, self.box.positions, integrator)
        ctx.setVelocitiesToTemperature(400, 2)
        self.assertEqual(sorted(map(len, ctx.getMolecules())), [5, 30])
        integrator.step(24)
        state = ctx.getState(getPositions=True)
        start = np.linalg.det(self.box.boxVectors.value_in_unit(NM))
        self.assertGreater(abs(state.getPeriodicBoxVolume().value_in_unit(NM**3) / start - 1), 1e-5)
        found, forces = evaluate(ctx)
        again = context(system(self.box, self.model), state.getPositions(), box=state.getPeriodicBoxVectors())
        expected = evaluate(again)
        self.assertRelative(found, expected[0], 1e-12)
        self.assertRelative(forces, expected[1], 1e-9)

    def test_virial_is_the_derivative_by_the_volume(self):
        ctx = context(system(self.box, self.model), self.box.positions)
        trace = np.trace(ilmlff.virial(ctx).value_in_unit(KJ))
        box, positions = np.array(self.box.boxVectors.value_in_unit(NM)), np.array(self.box.positions.value_in_unit(NM))
        energies = []
        for scale in (1 - 1e-5, 1 + 1e-5):
            ctx.setPeriodicBoxVectors(*(box * scale))
            ctx.setPositions(positions * scale)
            energies.append(evaluate(ctx)[0] * EV)
        self.assertRelative(-(energies[1] - energies[0]) / 2e-5, trace, 1e-5)

    def test_subset_beside_molecular_mechanics(self):
        """The anion is the model's; a harmonic bond and a charged particle belong to OpenMM."""
        ions = list(self.box.topology.atoms())
        chosen = [atom.index for atom in ions if atom.residue.index == 1]
        self.assertEqual(len(chosen), 5)
        for platform in ("Reference", "CPU"):
            def mixed(with_model, with_bonds):
                result = mm.System()
                for _ in ions:
                    result.addParticle(12)
                result.setDefaultPeriodicBoxVectors(*self.box.boxVectors)
                if with_model:
                    force = ilmlff.IlmlffForce(self.model, threads=1)
                    force.addAtoms(self.box.topology, particles=chosen)
                    result.addForce(force.toOpenMM())
                if with_bonds:
                    bonds = mm.HarmonicBondForce()
                    bonds.addBond(0, chosen[0], 0.3, 900)
                    result.addForce(bonds)
                return evaluate(context(result, self.box.positions, platform=platform))

            both, model_only, bonds_only = mixed(True, True), mixed(True, False), mixed(False, True)
            self.assertGreater(bonds_only[0], 0.01)
            self.assertRelative(both[0], model_only[0] + bonds_only[0], 1e-10)
            self.assertRelative(both[1], model_only[1] + bonds_only[1], 1e-6)
            self.assertEqual(np.count_nonzero(np.delete(model_only[1], chosen, axis=0)), 0)


class Parameters(harness.Checks):
    """A golden model whose fitting nets get rows for one frame and two atom parameters."""

    @classmethod
    def setUpClass(cls):
        plain = harness.deepmd("s_tanh_oneside", "yaml").read_text()
        head, fitting = plain.split("  fitting:\n", 1)
        rows = "\n".join(
            "            - " + "\n              ".join(f"- {0.3 * np.sin(7 * row + k):.6f}" for k in range(24)) for row in range(3)
        )
        # The weights of each net's first layer end where its version is written.
        nets = fitting.split("      - '@class': FittingNetwork\n")
        for k in range(1, len(nets)):
            layer, w, rest = nets[k].partition("            w:\n")
            weights, version, rest = rest.partition("          '@version': 2\n")
            value = re.search(r"^( *)- - ", weights, re.M).group(1)
            indented = "\n".join(value + line[12:] for line in rows.split("\n"))
            nets[k] = layer.replace("in_dim: 256", "in_dim: 259") + w + weights + indented + "\n" + version + rest
        fitting = "      - '@class': FittingNetwork\n".join(nets)
        for old, new in (
            ("numb_fparam: 0", "numb_fparam: 1"), ("numb_aparam: 0", "numb_aparam: 2"),
            ("fparam_avg: null", "fparam_avg: [300.0]"), ("fparam_inv_std: null", "fparam_inv_std: [0.01]"),
            ("aparam_avg: null", "aparam_avg: [1.0, -1.0]"), ("aparam_inv_std: null", "aparam_inv_std: [0.5, 2.0]"),
        ):  # fmt: skip
            fitting = fitting.replace(old, new, 1)
        cls.plain = harness.deepmd("s_tanh_oneside", "yaml")
        cls.model = SCRATCH / "parameters.yaml"
        cls.model.write_text(head + "  fitting:\n" + fitting)
        cls.default = SCRATCH / "default.yaml"
        cls.default.write_text(head + "  fitting:\n" + fitting.replace("default_fparam: null", "default_fparam: [350.0]"))
        cls.frame = structure("cluster_ionpair_nopbc")

    def evaluate(self, model, **options):
        return evaluate(context(system(self.frame, model, **options), self.frame.positions))

    def test_values_are_used(self):
        average = self.evaluate(self.model, fparam=300, aparam=[1, -1])
        self.assertRelative(average[0], self.evaluate(self.plain)[0], 1e-12)
        hot = self.evaluate(self.model, fparam=[350.0], aparam=[1, -1])
        self.assertGreater(abs(hot[0] - average[0]), 1e-3)
        self.assertRelative(self.evaluate(self.default, aparam=[1, -1])[0], hot[0], 1e-13)
        rows = np.array([[1.0, -1.0]] * 35)
        self.assertRelative(self.evaluate(self.model, fparam=350, aparam=rows)[0], hot[0], 1e-13)
        rows[3] = 2.5, 1.5
        other = self.evaluate(self.model, fparam=350, aparam=rows)
        self.assertGreater(abs(other[0] - hot[0]), 1e-3)
        # With their XML they travel; the row stays with its atom.
        saved = mm.XmlSerializer.serialize(system(self.frame, self.model, fparam=350, aparam=rows))
        found = evaluate(context(mm.XmlSerializer.deserialize(saved), self.frame.positions))
        self.assertEqual(found[0], other[0])
        self.assertEqual(mm.XmlSerializer.serialize(mm.XmlSerializer.deserialize(saved)), saved)

    def test_committee_with_parameters(self):
        two = system(self.frame, [self.model, self.default], fparam=320, aparam=[0.5, 0.5])
        ctx = context(two, self.frame.positions)
        self.assertEqual(ilmlff.modelDeviation(ctx).max_devi_f, 0)
        mixed = system(self.frame, [self.model, self.plain], fparam=320, aparam=[0.5, 0.5])
        words = ["the same parameters", "model 2 takes 0 and 0"]
        self.assertRefused(mm.OpenMMException, words, lambda: context(mixed, self.frame.positions))

    def test_wrong_numbers_are_refused(self):
        for words, options in (
            (["parameters.yaml takes 1 frame parameter(s)", "none are given", "fparam=[...]"], {"aparam": [1, 2]}),
            (["takes 2 atom parameter(s)", "particle 0 has none", "aparam=[...]"], {"fparam": 1}),
            (["fparam", "3 frame parameters", "takes 1"], {"fparam": [1, 2, 3], "aparam": [1, 2]}),
            (["aparam", "35 atom parameters", "takes 2", "one list is for every atom"], {"fparam": 1, "aparam": [0.5] * 35}),
            (["particle 0 has 3"], {"fparam": 1, "aparam": [[1, 2, 3]] * 35}),
        ):
            self.assertRefused(mm.OpenMMException, words, lambda: context(system(self.frame, self.model, **options), self.frame.positions))
        mace = harness.model("paper_pyr14bf4")
        for words, options in ((["no frame parameters", "leave fparam out"], {"fparam": 1}), (["no atom parameters"], {"aparam": [1]})):
            self.assertRefused(mm.OpenMMException, words, lambda: context(system(self.frame, mace, **options), self.frame.positions))
        for kind, words, options in (
            (TypeError, ["fparam", "'hot'"], {"fparam": "hot"}),
            (ValueError, ["fparam[1]", "finite"], {"fparam": [1, float("inf")]}),
            (ValueError, ["aparam[2] has 1 numbers"], {"aparam": [[1, 2], [1, 2], [1]]}),
            (ValueError, ["aparam: 3 rows", "35 atoms"], {"aparam": [[1, 2]] * 3}),
        ):
            self.assertRefused(kind, words, lambda: system(self.frame, self.model, **options))


if __name__ == "__main__":
    harness.run()
