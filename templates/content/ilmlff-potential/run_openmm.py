# eval "$(@CHECKOUT@/ilmlff env)" && python3 run_openmm.py
from openmm import LangevinMiddleIntegrator, Platform, System, Vec3, unit
from openmm.app import Element, Simulation, StateDataReporter, Topology
from ilmlff import IlmlffForce

a, n = 0.3615, 5  # nm, cells
corners = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
positions = [Vec3((x + u) * a, (y + v) * a, (z + w) * a) for x in range(n) for y in range(n) for z in range(n) for u, v, w in corners]

topology, system = Topology(), System()
copper = Element.getBySymbol("Cu")
chain = topology.addChain()
for _ in positions:
    topology.addAtom("Cu", copper, topology.addResidue("Cu", chain))
    system.addParticle(copper.mass)
box = [Vec3(n * a, 0, 0), Vec3(0, n * a, 0), Vec3(0, 0, n * a)]
topology.setPeriodicBoxVectors(box * unit.nanometer)
system.setDefaultPeriodicBoxVectors(*box)

force = IlmlffForce("MyPotential/bin/Release/net10.0/MyPotential.dll", depth=0.34)
force.addAtoms(topology)
system.addForce(force.toOpenMM())

integrator = LangevinMiddleIntegrator(600 * unit.kelvin, 1 / unit.picosecond, 2 * unit.femtosecond)
simulation = Simulation(topology, system, integrator, Platform.getPlatformByName("CPU"))
simulation.context.setPositions(positions)
simulation.context.setVelocitiesToTemperature(600 * unit.kelvin, 4711)
simulation.reporters.append(StateDataReporter("/dev/stdout", 20, step=True, potentialEnergy=True, temperature=True))
simulation.step(100)
