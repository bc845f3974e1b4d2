# SPDX-License-Identifier: MIT
"""Committees: member by member, model_devi.out, warnings and stops, and what is refused."""

import copy
import os
import re
import warnings

import numpy as np
import openmm as mm
from openmm import app, unit

import harness
import ilmlff
from deepmd import structure
from harness import EV, KJ, NM, SCRATCH, context, deepmd, evaluate, model
from ilmlff import IlmlffForce, ModelDeviationReporter

KINDS = {
    "MACE": lambda: [model(f"pyr14bf4_xtb{name}") for name in ("_npt_f64", "_f64", "_cont")],
    "DeePMD": lambda: [deepmd(f"s_committee_{k}") for k in (1, 2, 3, 4)],
}


def system(frame, models, particles=None, **options):
    """A System with the model for all atoms, or for some."""
    force = IlmlffForce(models, **{"threads": 1, "periodic": frame.boxVectors is not None, **options})
    force.addAtoms(frame.topology, particles=particles)
    result = mm.System()
    for atom in frame.topology.atoms():
        result.addParticle(atom.element.mass)
    if frame.boxVectors is not None:
        result.setDefaultPeriodicBoxVectors(*frame.boxVectors)
    result.addForce(force.toOpenMM())
    return result, force


def simulation(frame, models, step=0.0002, **options):
    whole, force = system(frame, models, **options)
    result = app.Simulation(frame.topology, whole, mm.VerletIntegrator(step), mm.Platform.getPlatformByName("Reference"))
    result.context.setPositions(frame.positions)
    result.context.setVelocitiesToTemperature(300, 7)
    return result, force


def spread(members, level=None):
    """Standard deviation over the members of vectors (K x N x 3) or components (K x N), relative to |mean| + level."""
    members = np.asarray(members)
    mean, vectors = members.mean(axis=0), members.ndim == 3
    square = ((members - mean) ** 2).mean(axis=0)
    deviation = np.sqrt(square.sum(axis=1) if vectors else square)
    return deviation if level is None else deviation / ((np.linalg.norm(mean, axis=1) if vectors else abs(mean)) + level)


class Deviations(harness.Checks):
    def compare(self, kind, frame, platform="Reference", particles=None):
        """The committee against each member in a System of its own."""
        models = KINDS[kind]()
        alone = []
        for path in models:
            ctx = context(system(frame, path, particles)[0], frame.positions, platform=platform)
            alone.append((*evaluate(ctx), np.array(ilmlff.virial(ctx).value_in_unit(KJ)).ravel() / EV))
        whole, force = system(frame, models, particles)
        ctx = context(whole, frame.positions, platform=platform)
        energy, forces = evaluate(ctx)
        self.assertRelative(energy, alone[0][0], 1e-12)
        self.assertRelative(forces, alone[0][1], 1e-9)
        chosen = sorted(particles) if particles else range(frame.topology.getNumAtoms())
        of_forces = [f[chosen] for _, f, _ in alone]
        of_virial = [w / len(chosen) for _, _, w in alone]
        for level, level_v in ((None, None), (0.7, 0.02)):
            found = force.getModelDeviation(ctx, level, level_v)
            eps, sigma = spread(of_forces, level), spread(of_virial, level_v)
            self.assertGreater(eps.max(), 0.001)
            self.assertRelative(found.atoms, eps, 1e-7)
            self.assertEqual(found.particles.tolist(), list(chosen))
            expected = sigma.max(), sigma.min(), np.sqrt(np.mean(sigma**2)), eps.max(), eps.min(), eps.mean()
            self.assertRelative(found[:6], expected, 1e-7)
        # The driving model goes on as if nothing had been asked.
        again = evaluate(ctx)
        self.assertEqual(again[0], energy)
        self.assertRelative(again[1], forces, 1e-12)

    def test_member_by_member(self):
        for kind in KINDS:
            self.compare(kind, structure("pyr14bf4_35"))
            self.compare(kind, structure("cluster_ionpair_nopbc"), platform="CPU")

    def test_subset_of_particles(self):
        frame = structure("pyr14bf4_35")
        anion = [atom.index for atom in frame.topology.atoms() if atom.residue.index == 1]
        for kind in KINDS:
            self.compare(kind, frame, particles=anion[::-1])

    def test_one_committee_among_several_forces(self):
        frame = structure("cluster_ionpair_nopbc")
        both, cations = system(frame, KINDS["DeePMD"](), particles=range(30))
        anions = IlmlffForce(KINDS["DeePMD"]()[:2], threads=1, periodic=False)
        anions.addAtoms(frame.topology, particles=range(30, 35))
        both.addForce(anions.toOpenMM())
        ctx = context(both, frame.positions)
        for force, in_system, size in ((cations, both.getForce(0), 30), (anions, both.getForce(1), 5)):
            found = ilmlff.modelDeviation(ctx, force)
            self.assertEqual(len(found.atoms), size)
            self.assertEqual(found.max_devi_f, ilmlff.modelDeviation(ctx, in_system).max_devi_f)
        self.assertRefused(ValueError, ["2 IlmlffForces", "force=..."], lambda: ilmlff.modelDeviation(ctx))
        self.assertRefused(ValueError, ["not one of the Context's"], lambda: ilmlff.modelDeviation(ctx, anions.toOpenMM()))

    def test_kept_in_xml_and_older_xml_is_read(self):
        frame = structure("cluster_ionpair_nopbc")
        whole, _ = system(frame, KINDS["DeePMD"]())
        text = mm.XmlSerializer.serialize(whole)
        self.assertEqual(re.findall(r'<Model path="([^"]*)"', text), [str(path) for path in KINDS["DeePMD"]()])
        older = re.sub(r"<(Frame|Atom)Parameters/>", "", text.replace('type="IlmlffForce" version="2"', 'type="IlmlffForce" version="1"'))
        self.assertNotEqual(older, text)
        expected = ilmlff.modelDeviation(context(whole, frame.positions))
        for other in (mm.XmlSerializer.deserialize(text), mm.XmlSerializer.deserialize(older), copy.deepcopy(whole)):
            self.assertEqual(mm.XmlSerializer.serialize(other), text)
            self.assertEqual(ilmlff.modelDeviation(context(other, frame.positions)).max_devi_f, expected.max_devi_f)


class Reports(harness.Checks):
    def setUp(self):
        self.path = SCRATCH / f"{self.id().split('.')[-1]}.out"
        self.path.unlink(missing_ok=True)
        self.frame = structure("cluster_ionpair_nopbc")

    def rows(self):
        return [[float(word) for word in line.split()] for line in self.path.read_text().split("\n") if line and line[0] != "#"]

    def test_numbers_of_upstream(self):
        """Every frame that dp model-devi evaluated, through the reporter; the file rounds to seven digits."""
        folder = harness.DATA / "deepmd"
        data = folder / "data" / "pyr14bf4_35_val"
        symbols = [(data / "type_map.raw").read_text().split()[int(word)] for word in (data / "type.raw").read_text().split()]
        boxes, coordinates = (np.load(data / "set.000" / f"{name}.npy") for name in ("box", "coord"))
        for name, relative in (("committee1234_val_atomic", None), ("committee1234_val_atomic_relative0.5", 0.5)):
            expected = np.loadtxt(folder / "model_devi" / f"{name}.out")[::10]
            self.path.unlink(missing_ok=True)
            reporter = None
            for row in expected:
                box, positions = (array[int(row[0]) // 10].reshape(-1, 3) for array in (boxes, coordinates))
                extxyz = SCRATCH / "upstream.extxyz"
                lines = [f"{symbol} {x!r} {y!r} {z!r}" for symbol, (x, y, z) in zip(symbols, positions.tolist())]
                lattice = " ".join(map(repr, box.ravel().tolist()))
                extxyz.write_text("\n".join([str(len(symbols)), f'Lattice="{lattice}"', *lines, ""]))
                frame = ilmlff.readExtxyz(extxyz, whole=False)
                run, force = simulation(frame, KINDS["DeePMD"](), backend="reference")
                run.currentStep = int(row[0])
                reporter = ModelDeviationReporter(self.path, 10, force, atomic=True, relative=relative, append=True)
                reporter.report(run, None)
                reporter.close()
            found = np.array(self.rows())
            # devi_e, column 7 there, is not in this format; max and min of the virial's components depend on the axes.
            columns = [0, 3, 4, 5, 6]
            np.testing.assert_allclose(found[:, columns], expected[:, columns], rtol=2e-6)
            np.testing.assert_allclose(found[:, 7:], expected[:, 8:], rtol=2e-6)

    def test_format(self):
        run, force = simulation(self.frame, KINDS["DeePMD"]()[:2])
        run.reporters.append(ModelDeviationReporter(str(self.path), 2, force, atomic=True))
        run.reporters.append(app.DCDReporter(str(SCRATCH / "beside.dcd"), 2))
        run.step(5)
        lines = self.path.read_text().split("\n")
        names = "max_devi_v min_devi_v avg_devi_v max_devi_f min_devi_f avg_devi_f atm_devi_f(N)".split()
        self.assertEqual(lines[0], "#       step" + "".join(f"{name:>19}" for name in names))
        for line, step in zip(lines[1:3], (2, 4)):
            self.assertRegex(line, rf"^ {{11}}{step}( {{7}}\d\.\d{{6}}e[+-]\d\d){{41}}$")  # 12, and 41 times 19 wide
        self.assertEqual(lines[3:], [""])
        row = self.rows()[1]
        atoms = row[7:]
        self.assertEqual(row[4:6], [max(atoms), min(atoms)])
        self.assertRelative(row[6], np.mean(atoms), 1e-6)

    def test_appends_after_a_checkpoint(self):
        run, force = simulation(self.frame, KINDS["MACE"]())
        run.reporters.append(ModelDeviationReporter(self.path, 3, force))
        run.step(3)
        saved = run.context.createCheckpoint()
        run.step(4)
        text = self.path.read_text()
        self.assertEqual([row[0] for row in self.rows()], [3, 6])
        run.reporters.clear()
        run.context.loadCheckpoint(saved)
        run.currentStep = 3
        run.reporters.append(ModelDeviationReporter(self.path, 3, force, append=True))
        run.step(4)
        self.assertEqual(self.path.read_text(), text + text.split("\n")[2] + "\n")
        atomic = ModelDeviationReporter(self.path, 3, force, atomic=True, append=True)
        self.assertRefused(ValueError, ["without atomic=True", self.path.name], lambda: atomic.describeNextReport(run))
        self.path.write_text("# something else\n")
        other = ModelDeviationReporter(self.path, 3, force, append=True)
        self.assertRefused(ValueError, ["something else", "append=False"], lambda: other.describeNextReport(run))

    def test_warns(self):
        run, force = simulation(self.frame, KINDS["DeePMD"]())
        run.reporters.append(ModelDeviationReporter(self.path, 2, force, atomic=True, warn=1e-3))
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            run.step(4)
        self.assertEqual([warning.category for warning in seen], [ilmlff.DeviationWarning] * 2)
        row = self.rows()[1]
        worst = int(np.argmax(row[7:]))
        symbol = list(self.frame.topology.atoms())[worst].element.symbol
        for word in ("step 4:", f"{row[4]:.6g} eV/Angstrom", f"particle {worst} ({symbol})", "warn=0.001"):
            self.assertIn(word, str(seen[1].message))
        run.reporters[0] = ModelDeviationReporter(self.path, 2, force, warn=1e6)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run.step(2)

    def test_stops_and_can_go_on(self):
        frame = structure("pyr14bf4_35")
        run, force = simulation(frame, KINDS["MACE"](), step=0.0005)
        log = SCRATCH / "stopped.log"
        run.reporters.append(app.StateDataReporter(str(log), 2, step=True))
        run.reporters.append(ModelDeviationReporter(self.path, 2, force))
        run.step(4)
        limit = 0.999 * self.rows()[1][4]
        run.reporters[1] = ModelDeviationReporter(self.path, 2, force, stop=limit)
        run.reporters[1].describeNextReport(run)
        with self.assertRaises(ilmlff.DeviationExceeded) as caught:
            for _ in range(20):
                run.step(10)
        error = caught.exception
        self.assertEqual(error.step, run.currentStep)
        self.assertGreater(error.value, limit)
        rows = self.rows()
        self.assertEqual(rows[-1][0], error.step)
        self.assertRelative(rows[-1][4], error.value, 1e-6)
        self.assertTrue(all(row[4] <= limit for row in rows[:-1]))
        self.assertEqual(int(log.read_text().split()[-1]), error.step)
        for word in (f"step {error.step}:", f"particle {error.particle} (", "stop=", error.frame):
            self.assertIn(word, str(error))
        self.assertEqual(os.path.dirname(error.frame), str(SCRATCH))
        written = ilmlff.readExtxyz(error.frame, whole=False)
        again = ilmlff.modelDeviation(context(system(written, KINDS["MACE"]())[0], written.positions))
        self.assertRelative(again.max_devi_f, error.value, 1e-6)
        self.assertIsNotNone(written.velocities)
        # Whoever catches it may go on, here into the next stop or not: the file continues.
        try:
            run.step(2)
        except ilmlff.DeviationExceeded:
            pass
        self.assertEqual([row[0] for row in self.rows()], [row[0] for row in rows] + [error.step + 2])

    def test_example_of_the_documentation(self):
        text = (harness.DATA.parents[1] / "docs" / "openmm.md").read_text()
        code = next(block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "ModelDeviationReporter" in block)
        folder = SCRATCH / "documentation"
        folder.mkdir(exist_ok=True)
        for name, path in zip("abc", KINDS["MACE"]()):
            (folder / f"{name}.model").write_bytes(path.read_bytes())
        (folder / "start.extxyz").write_bytes((harness.DATA / "mace/cases/paper_pyr14bf4/box_pyr14bf4_2/structure.extxyz").read_bytes())
        before = os.getcwd()
        os.chdir(folder)
        try:
            exec(compile(code, "docs/openmm.md", "exec"), {})
        finally:
            os.chdir(before)
        steps = [line.split()[0] for line in (folder / "model_devi.out").read_text().split("\n") if line]
        self.assertEqual(steps, ["#", "10", "20"])


class Refusals(harness.Checks):
    def setUp(self):
        self.frame = structure("cluster_ionpair_nopbc")
        self.pair = KINDS["DeePMD"]()[:2]

    def test_one_model_only(self):
        run, force = simulation(self.frame, self.pair[0])
        words = ["two or more models", "has one", "IlmlffForce(\"a.pth\""]
        self.assertRefused(ValueError, words, lambda: force.getModelDeviation(run.context))
        self.assertRefused(ValueError, words, lambda: ModelDeviationReporter(SCRATCH / "one.out", 1, force))
        run.reporters.append(ModelDeviationReporter(SCRATCH / "one.out", 1, run.system.getForce(0)))
        self.assertRefused(ValueError, words, lambda: run.step(1))
        self.assertEqual(run.currentStep, 0)
        self.assertFalse((SCRATCH / "one.out").exists())
        self.assertRefused(ValueError, ["list is empty"], lambda: IlmlffForce([]))

    def test_reporter_options(self):
        force = IlmlffForce(self.pair)
        there = SCRATCH / "x.out"
        for kind, words, arguments, options in (
            (ValueError, ["reportInterval=0", "1 to"], (there, 0, force), {}),
            (TypeError, ["reportInterval", "2.5"], (there, 2.5, force), {}),
            (ValueError, ["relative=0", "positive"], (there, 1, force), {"relative": 0}),
            (ValueError, ["relativeV=-1", "positive"], (there, 1, force), {"relativeV": -1}),
            (TypeError, ["relative", "'yes'"], (there, 1, force), {"relative": "yes"}),
            (ValueError, ["stop=-0.5", "positive"], (there, 1, force), {"stop": -0.5}),
            (ValueError, ["warn", "finite"], (there, 1, force), {"warn": float("nan")}),
            (FileNotFoundError, ["x.out", "no folder '/nowhere'"], ("/nowhere/x.out", 1, force), {}),
            (IsADirectoryError, ["is a folder"], (SCRATCH, 1, force), {}),
            (TypeError, ["file", "5"], (5.0, 1, force), {}),
        ):
            self.assertRefused(kind, words, lambda: ModelDeviationReporter(*arguments, **options))
        run, _ = simulation(self.frame, self.pair)
        run.reporters.append(ModelDeviationReporter(there, 1, "force"))
        self.assertRefused(TypeError, ["force", "IlmlffForce", "'force'"], lambda: run.step(1))

    def test_members_that_do_not_fit(self):
        force = IlmlffForce(self.pair[0], model("paper_litfsi"), periodic=False)
        force.addAtoms(self.frame.topology)
        whole = mm.System()
        for _ in range(35):
            whole.addParticle(12)
        whole.addForce(force.toOpenMM())
        self.assertRefused(mm.OpenMMException, ["paper_litfsi.model", " B,"], lambda: context(whole, self.frame.positions))
        near = str(self.pair[1]).replace("committee_2", "comittee_2")
        self.assertRefused(FileNotFoundError, ["comittee_2", "did you mean"], lambda: IlmlffForce(self.pair[0], near))


if __name__ == "__main__":
    harness.run()
