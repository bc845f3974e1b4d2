# SPDX-License-Identifier: MIT
"""Energies and forces of OpenMM's own Python application layer, as JSON of hexadecimal floats: reference.py CASES.json RESULTS.json"""

import json
import sys

import openmm as mm
from openmm import app, unit

METHODS = {"NoCutoff": app.NoCutoff, "CutoffNonPeriodic": app.CutoffNonPeriodic, "CutoffPeriodic": app.CutoffPeriodic,
           "Ewald": app.Ewald, "Pme": app.PME, "LjPme": app.LJPME}  # fmt: skip
CONSTRAINTS = {"None": None, "HBonds": app.HBonds, "AllBonds": app.AllBonds, "HAngles": app.HAngles}


def evaluate(case):
    pdb = app.PDBFile(case["pdb"])
    topology = pdb.topology
    for first, second in case.get("bonds", []):
        atoms = list(topology.atoms())
        topology.addBond(atoms[first], atoms[second])
    options = dict(nonbondedMethod=METHODS[case["method"]], nonbondedCutoff=case["cutoff"] * unit.nanometer)
    options["constraints"] = CONSTRAINTS[case["constraints"]]
    if case.get("rigidWater") is not None:
        options["rigidWater"] = case["rigidWater"]
    if case.get("hydrogenMass") is not None:
        options["hydrogenMass"] = case["hydrogenMass"]
    if case.get("switchDistance") is not None:
        options["switchDistance"] = case["switchDistance"] * unit.nanometer
    system = app.ForceField(*case["files"]).createSystem(topology, **options)
    context = mm.Context(system, mm.VerletIntegrator(0.001), mm.Platform.getPlatformByName("Reference"))
    context.setPositions(pdb.positions)
    if case.get("computeVirtualSites"):
        context.computeVirtualSites()
    state = context.getState(getEnergy=True, getForces=True)
    forces = state.getForces(asNumpy=True).value_in_unit(unit.kilojoule_per_mole / unit.nanometer)
    return {
        "energy": state.getPotentialEnergy().value_in_unit(unit.kilojoule_per_mole).hex(),
        "forces": [float(x).hex() for x in forces.ravel()],
        "constraints": system.getNumConstraints(),
        "masses": [system.getParticleMass(i).value_in_unit(unit.dalton).hex() for i in range(system.getNumParticles())],
    }


with open(sys.argv[1]) as file:
    cases = json.load(file)
with open(sys.argv[2], "w") as file:
    json.dump({name: evaluate(case) for name, case in cases.items()}, file)
