# SPDX-License-Identifier: MIT
"""Bad input: each case gives an error that says what was met, what was expected, and what to do."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import openmm as mm
from openmm import app, unit

import harness
import ilmlff
from harness import SCRATCH, context, evaluate, model
from ilmlff import IlmlffForce


class Options(harness.Checks):
    """Found before anything is loaded: no model is opened."""

    def setUp(self):
        self.model = model("paper_pyr14bf4")

    def refused(self, kind, words, *arguments, **options):
        self.assertRefused(kind, words, lambda: IlmlffForce(*(arguments or (self.model,)), **options))

    def test_unknown_option(self):
        self.refused(TypeError, ["'precison'", "did you mean 'precision'?"], precison="double")
        self.refused(TypeError, ["'zzz'", "known are", "threads"], zzz=1)

    def test_unknown_words(self):
        self.refused(ValueError, ["precision='duble'", "'mixed'", "did you mean 'double'?"], precision="duble")
        self.refused(ValueError, ["backend='jax'", "'simd'"], backend="jax")
        self.refused(ValueError, ["device='gpu'", "'cpu'"], device="gpu")

    def test_wrong_types(self):
        self.refused(TypeError, ["threads", "'two'"], threads="two")
        self.refused(ValueError, ["threads=0", "1 to"], threads=0)
        self.refused(TypeError, ["periodic", "'yes'"], periodic="yes")
        self.refused(TypeError, ["charge", "'0'"], charge="0")
        self.refused(ValueError, ["spin", "nan"], spin=float("nan"))
        self.refused(TypeError, ["head", "3"], head=3)
        self.refused(ValueError, ["forceGroup=32", "0 to 31"], forceGroup=32)
        self.refused(TypeError, ["model", "path", "5"], 5)

    def test_missing_model_file(self):
        near = str(self.model).replace("pyr14bf4.", "pyr14bf5.")
        self.refused(FileNotFoundError, [near, "does not exist", f"did you mean '{self.model.name}'?"], near)
        self.refused(FileNotFoundError, ["there is no folder", "/nowhere"], "/nowhere/a.model")
        self.refused(IsADirectoryError, [str(SCRATCH), "is a folder"], SCRATCH)

    def test_atoms(self):
        force = IlmlffForce(self.model)
        for kind, words, action in (
            (ValueError, ["no atoms", "addAtoms"], force.toOpenMM),
            (ValueError, ["no atoms"], lambda: force.addAtoms([])),
            (ValueError, ["atom 1", "'C1'", "did you mean 'C'?"], lambda: force.addAtoms(["N", "C1"])),
            (ValueError, ["atom 0", "'Xx'"], lambda: force.addAtoms(["Xx"])),
            (ValueError, ["atomic number 200"], lambda: force.addAtoms([200])),
            (TypeError, ["atom 0", "None"], lambda: force.addAtoms([None])),
            (TypeError, ["Topology", "'BF'"], lambda: force.addAtoms("BF")),
            (ValueError, ["2 elements", "3 particles"], lambda: force.addAtoms(["B", "F"], particles=[0, 1, 2])),
            (ValueError, ["1 is listed twice"], lambda: force.addAtoms(["B", "F"], particles=[1, 1])),
            (TypeError, ["particles", "1.5"], lambda: force.addAtoms(["B"], particles=[1.5])),
            (ValueError, ["particles=-1"], lambda: force.addAtoms(["B"], particles=[-1])),
            (ValueError, ["bond 0-3", "particle 0 was not added"], lambda: force.addBonds([(0, 3)])),
            (TypeError, ["a bond is a pair"], lambda: force.addBonds([5])),
        ):
            self.assertRefused(kind, words, action)
        force.addAtoms(["B", "F"])
        self.assertRefused(ValueError, ["particle 0 was added before"], lambda: force.addAtoms(["H"]))

    def test_topology_with_a_virtual_site(self):
        topology = app.Topology()
        residue = topology.addResidue("X", topology.addChain())
        topology.addAtom("B", app.Element.getBySymbol("B"), residue)
        topology.addAtom("M", None, residue)
        self.assertRefused(ValueError, ["atom 1 (M)", "no element"], lambda: IlmlffForce(self.model).addAtoms(topology))
        IlmlffForce(self.model).addAtoms(topology, particles=[0])
        self.assertRefused(ValueError, ["particle 7", "2 atoms"], lambda: IlmlffForce(self.model).addAtoms(topology, particles=[7]))

    def test_structure_files(self):
        def refused(text, kind, words):
            path = SCRATCH / "wrong.extxyz"
            path.write_text(text)
            self.assertRefused(kind, words, lambda: ilmlff.readExtxyz(path))

        refused("", ValueError, ["no frame 0"])
        refused("ATOM 1\n", ValueError, ["number of atoms", "XYZ"])
        refused("2\n\nB 0 0 0\n", ValueError, ["2 atoms", "fewer lines"])
        refused("0\n\n", ValueError, ["0 atoms"])
        refused('1\nLattice="1 2 3"\nB 0 0 0\n', ValueError, ["Lattice", "nine numbers"])
        refused("1\n\nQ 0 0 0\n", ValueError, ["'Q' is not an element"])
        refused("1\n\nB 0 zero 0\n", ValueError, ["does not fit"])
        refused('1\nLattice="9 0 0 0 9 0 0 0 9" pbc="T T F"\nB 0 0 0\n', ValueError, ["all directions or in none", "slab"])


class Contexts(harness.Checks):
    """Found when a Context is created or evaluates."""

    def setUp(self):
        self.model = model("paper_pyr14bf4")
        self.symbols = ["B", "F", "F", "F", "F"]
        self.positions = np.array([[0, 0, 0], [1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) * 0.08

    def system(self, force, particles=5):
        system = mm.System()
        for _ in range(particles):
            system.addParticle(10)
        system.addForce(force)
        return system

    def force(self, symbols=None, path=None, **options):
        particles = options.pop("particles", None)
        force = IlmlffForce(path or self.model, **options)
        force.addAtoms(symbols or self.symbols, particles=particles)
        return force.toOpenMM()

    def refused(self, words, *forces, particles=5, positions=None):
        system = self.system(forces[0], particles)
        for force in forces[1:]:
            system.addForce(force)
        positions = self.positions if positions is None else positions
        self.assertRefused(mm.OpenMMException, words, lambda: evaluate(context(system, positions)))

    def test_element_the_model_lacks(self):
        self.refused(["Li", "H B C N F", "particles=[...]"], self.force(["Li", "F", "F", "F", "F"]))

    def test_number_of_particles(self):
        self.refused(["5 particles", "8", "particles=[...]"], self.force(), particles=8, positions=np.zeros((8, 3)))
        outside = self.force(["B"], particles=[9])
        self.refused(["particle 9", "0 to 4"], outside)

    def test_unknown_head(self):
        self.refused(["nosuchhead", "Default"], self.force(head="nosuchhead"))

    def test_files_that_are_no_models(self):
        text = SCRATCH / "notes.model"
        text.write_text("not a model\n")
        self.refused(["notes.model"], self.force(path=text))
        empty = SCRATCH / "empty.model"
        empty.write_bytes(b"")
        self.refused(["empty.model"], self.force(path=empty))
        cut = SCRATCH / "cut.model"
        cut.write_bytes(self.model.read_bytes()[:20000])
        self.refused(["cut.model"], self.force(path=cut))

    def test_model_that_vanished(self):
        gone = SCRATCH / "gone.model"
        gone.write_bytes(self.model.read_bytes())
        force = self.force(path=gone)
        gone.unlink()
        self.refused(["gone.model"], force)

    def test_atoms_on_top_of_each_other(self):
        positions = self.positions.copy()
        positions[1] = positions[2]
        self.refused(["Atoms 1 and 2", "same place"], self.force(), positions=positions)
        subset = self.force(["F", "F"], particles=[1, 2])
        self.refused(["Atoms 0 and 1", "atom 0 is particle 1 of the System"], subset, positions=positions)

    def test_infinite_positions(self):
        positions = self.positions.copy()
        positions[3, 2] = np.inf
        self.refused(["particle 3 (F)", "not a finite number"], self.force(), positions=positions)

    def test_barostat_without_a_box(self):
        self.refused(["non-periodic"], self.force(periodic=False), mm.MonteCarloBarostat(1, 300))

    def test_undecided_box(self):
        force = self.force()
        self.assertRefused(mm.OpenMMException, ["periodic=True or periodic=False"], force.usesPeriodicBoundaryConditions)
        ctx = context(self.system(force), self.positions)
        evaluate(ctx)
        other = context(self.system(self.force()), self.positions, box=np.eye(3) * 3.0)
        self.assertRefused(mm.OpenMMException, ["periodic box was given", "periodic=True"], lambda: evaluate(other))

    def test_box_that_was_forgotten(self):
        box = harness.box_of_two()
        force = IlmlffForce(self.model)
        force.addAtoms(box.topology)
        words = ["2 nm cube", "setDefaultPeriodicBoxVectors"]
        system = self.system(force.toOpenMM(), 70)
        self.assertRefused(mm.OpenMMException, words, lambda: evaluate(context(system, box.positions)))
        evaluate(context(system, box.positions, box=box.boxVectors))

    def test_virtual_site(self):
        system = self.system(self.force())
        system.setVirtualSite(4, mm.TwoParticleAverageSite(0, 1, 0.5, 0.5))
        system.setParticleMass(4, 0)
        self.assertRefused(mm.OpenMMException, ["particle 4 is a virtual site"], lambda: context(system, self.positions))

    def test_context_without_the_force(self):
        system = mm.System()
        system.addParticle(1)
        ctx = mm.Context(system, mm.VerletIntegrator(0.001), mm.Platform.getPlatformByName("Reference"))
        self.assertRefused(ValueError, ["no IlmlffForce"], lambda: ilmlff.virial(ctx))
        self.assertRefused(TypeError, ["openmm.Context", "System"], lambda: ilmlff.virial(system))

    def test_broken_xml(self):
        xml = '<Force type="IlmlffForce" version="{}" periodic="{}"><Models/><Particles/><Bonds/></Force>'
        for version, periodic, words in ((3, "yes", ["version 3", "reads 1 to 2"]), (1, "perhaps", ['periodic="perhaps"', '"auto"'])):
            self.assertRefused(mm.OpenMMException, words, lambda: mm.XmlSerializer.deserialize(xml.format(version, periodic)))
        nothing = mm.XmlSerializer.deserialize(xml.format(1, "no"))
        self.assertRefused(mm.OpenMMException, ["no model file"], lambda: context(self.system(nothing), self.positions))


class Installations(harness.Checks):
    def check(self, *arguments, **environment):
        result = subprocess.run([sys.executable, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)
        return result.returncode, result.stdout + result.stderr

    def test_self_check(self):
        code, text = self.check("-m", "ilmlff")
        self.assertEqual(code, 0, text)
        for word in ("OpenMM", "platforms Reference", ".NET", "started"):
            self.assertIn(word, text)

    def test_plugin_not_found(self):
        code, text = self.check("-c", "import ilmlff", ILMLFF_HOME="/nowhere")
        self.assertEqual(code, 1)
        for word in ("ImportError", "/nowhere (ILMLFF_HOME)", "native/build.sh"):
            self.assertIn(word, text)
        code, text = self.check("-m", "ilmlff", ILMLFF_HOME="/nowhere")
        self.assertEqual(code, 69)
        self.assertIn("NOT LOADED", text)
        self.assertNotIn("Traceback", text)

    def test_dotnet_not_found(self):
        script = ("import sys; sys.path[:0] = [%r]; import refusals; c = refusals.Contexts(); c.setUp(); "
                  "refusals.context(c.system(c.force()), c.positions)" % str(Path(__file__).parent))  # fmt: skip
        code, text = self.check("-c", script, DOTNET_ROOT="/nowhere", DOTNET_ROOT_X64="/nowhere")
        self.assertEqual(code, 1)
        for word in ("OpenMMException", ".NET", "DOTNET_ROOT", "/nowhere"):
            self.assertIn(word, text)
        code, text = self.check("-m", "ilmlff", DOTNET_ROOT="/nowhere", DOTNET_ROOT_X64="/nowhere")
        self.assertEqual(code, 69)
        self.assertIn("NOT STARTED", text)

    def test_python_without_openmm(self):
        code, text = self.check("-S", "-c", "import ilmlff")
        self.assertEqual(code, 1)
        self.assertIn("python3-simtk", text)


if __name__ == "__main__":
    harness.run()
