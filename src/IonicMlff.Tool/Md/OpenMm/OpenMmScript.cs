using System.Globalization;
using System.Text;
using IonicMlff.Core.Elements;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>The whole run as a script for OpenMM's Python package with <c>ilmlff</c>, for <c>--dry-run</c>.</summary>
internal static class OpenMmScript
{
    /// <summary>Writes <c>run_openmm.py</c> and <c>system.extxyz</c> into the output folder; returns the script's path.</summary>
    public static string Write(MdConfig config, MdSystem system)
    {
        OpenMmLimits.CheckConfig(config, system);
        string folder = Directory.CreateDirectory(config.Output.Folder).FullName, path = Path.Combine(folder, "run_openmm.py");
        double first = config.Stages.FirstOrDefault(s => s.IsDynamics)?.FromTemperature ?? 0;
        File.WriteAllText(Path.Combine(folder, "system.extxyz"), Structure(system, first, InitialVelocities.Seed(config, -1)));
        File.WriteAllText(path, Text(config, system));
        return path;
    }

    private static string Structure(MdSystem system, double temperature, int seed)
    {
        var text = new StringBuilder();
        void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
        Core.Geometry.Cell c = system.Cell;
        int n = system.AtomicNumbers.Length;
        string lattice = !c.IsPeriodic ? "pbc=\"F F F\"" : string.Create(CultureInfo.InvariantCulture, $"Lattice=\"{c.Ax:R} 0 0 {c.Bx:R} {c.By:R} 0 {c.Cx:R} {c.Cy:R} {c.Cz:R}\" pbc=\"T T T\"");
        Add($"{n}\n{lattice} Properties=species:S:1:pos:R:3:velo:R:3\n");
        Vec3[] drawn = InitialVelocities.Draw(system, temperature, seed);
        double[] r = system.Positions, v = system.Velocities ?? [.. drawn.SelectMany(u => new[] { 10 * u.X, 10 * u.Y, 10 * u.Z })];
        for (int i = 0; i < n; i++)
            Add($"{PeriodicTable.Symbol(system.AtomicNumbers[i])} {r[3 * i]:R} {r[3 * i + 1]:R} {r[3 * i + 2]:R} {v[3 * i]:R} {v[3 * i + 1]:R} {v[3 * i + 2]:R}\n");
        return text.ToString();
    }

    private static string Text(MdConfig config, MdSystem system)
    {
        static string R(double number) => number.ToString("R", CultureInfo.InvariantCulture);
        static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        MdOutput o = config.Output;
        string words = string.Concat(config.ModelWords.Chunk(2).Where(w => w[0] != "devi_stop")
            .Select(w => $", {w[0]}={(w[0] is "threads" or "charge" or "spin" ? w[1] : Quoted(w[1]))}").Concat(config.PotentialWords.Select(w => $", {w.Key}={Quoted(w.Value)}")));
        string masses = system.Masses is { } m ? $"[{string.Join(", ", m.Select(R))}]"
            : $"[{{{string.Join(", ", system.TypeElements.Select(z => $"\"{PeriodicTable.Symbol(z)}\": {R(PeriodicTable.Weight(z))}"))}}}[s] for s in symbols]";
        string stages = string.Concat(config.Stages.Select(s => s.IsDynamics
            ? $"    dict(name=\"{s.Name}\", ensemble=\"{s.Ensemble.ToString().ToLowerInvariant()}\", steps={s.Steps}, start={R(s.FromTemperature)}, end={R(s.ToTemperature)}, pressure={R(s.Pressure)}, trajectory={(s.KeepsTrajectory ? "True" : "False")}),\n"
            : $"    dict(name=\"{s.Name}\", ensemble=\"minimise\", iterations={s.Steps}, tolerance={R(s.ForceTolerance)}),\n"));
        string stop = double.IsFinite(config.StopDeviation) ? $", stop={R(config.StopDeviation)}" : "";
        return $$"""
            #!/usr/bin/python3
            # The run of {{Path.GetFileName(config.File)}}, as OpenMM's Python package does it:   /usr/bin/python3 run_openmm.py
            # It needs the package ilmlff (native/openmm/python). Units of OpenMM: nm, ps, kJ/mol, K, bar. ilmlff md itself writes trajectory,
            # table and checkpoints, so that it can be resumed.
            import os

            import ilmlff
            import numpy as np
            import openmm
            from openmm import app, unit

            os.chdir(os.path.dirname(os.path.abspath(__file__)))
            frame = ilmlff.readExtxyz("system.extxyz")
            symbols = [atom.element.symbol for atom in frame.topology.atoms()]
            masses = np.array({{masses}})
            dt = {{R(config.TimeStep * 1e-3)}}
            rate = {{R(1000 / config.Thermostat.Time)}}  # of the thermostat, 1/ps
            stages = [
            {{stages}}]


            def make_system(stage):
                system = openmm.System()
                for mass in masses:
                    system.addParticle(mass)
                if frame.boxVectors is not None:
                    system.setDefaultPeriodicBoxVectors(*frame.boxVectors)
                force = ilmlff.IlmlffForce([{{string.Join(", ", config.Models.Select(Quoted))}}]{{words}})
                force.addAtoms(frame.topology)
                system.addForce(force.toOpenMM())
                if stage["ensemble"] in ("nvt", "npt"):
                    system.addForce(openmm.CMMotionRemover())
                if stage["ensemble"] == "npt":
                    p, t = stage["pressure"], stage["start"]
                    system.addForce({{(config.Barostat.Coupling == "aniso" ? "openmm.MonteCarloAnisotropicBarostat(openmm.Vec3(p, p, p), t, True, True, True," : "openmm.MonteCarloBarostat(p, t,")}} {{OpenMmLimits.BarostatEvery}}))
                return system


            def make_integrator(stage):
                if stage["ensemble"] in ("minimise", "nve"):
                    return openmm.VerletIntegrator(dt)
            {{(config.Thermostat.Langevin
                ? $"    integrator = openmm.LangevinMiddleIntegrator(stage[\"start\"], rate, dt)\n    integrator.setRandomNumberSeed({InitialVelocities.Seed(config, 0)})\n    return integrator"
                : "    return openmm.NoseHooverIntegrator(stage[\"start\"], rate, dt)")}}


            # OpenMM's Verlet is a leapfrog: its velocities are half a step behind the positions.
            def shift(context, steps):
                state = context.getState(getVelocities=True, getForces=True)
                v = state.getVelocities(asNumpy=True).value_in_unit(unit.nanometer / unit.picosecond)
                f = state.getForces(asNumpy=True).value_in_unit(unit.kilojoule_per_mole / unit.nanometer)
                context.setVelocities(np.asarray(v) + np.asarray(f) * (steps * dt / masses)[:, None])


            def set_temperature(simulation, temperature):
                simulation.integrator.setTemperature(temperature)
                if "MonteCarloTemperature" in simulation.context.getParameters():
                    simulation.context.setParameter("MonteCarloTemperature", temperature)


            box, positions, velocities, step = frame.boxVectors, frame.positions, frame.velocities, 0
            for number, stage in enumerate(stages, 1):
                print("stage", stage["name"], flush=True)
                platform = openmm.Platform.getPlatformByName({{Quoted(config.Platform)}})
                simulation = app.Simulation(frame.topology, make_system(stage), make_integrator(stage), platform)
                if box is not None:
                    simulation.context.setPeriodicBoxVectors(*box)
                simulation.context.setPositions(positions)
                simulation.context.setVelocities(velocities)
                simulation.currentStep = step
                if stage["ensemble"] == "minimise":
                    # the tolerance is that of the root-mean-square force
                    openmm.LocalEnergyMinimizer.minimize(simulation.context, stage["tolerance"] * 964.8533, stage["iterations"])
                else:
                    if stage["ensemble"] == "nve":
                        shift(simulation.context, -0.5)
                    simulation.reporters.append(app.StateDataReporter(
                        f"stage{number}.csv", {{o.ThermoEvery}}, step=True, time=True, potentialEnergy=True, kineticEnergy=True,
                        totalEnergy=True, temperature=True, volume=box is not None, density=box is not None))
                    simulation.reporters.append(app.CheckpointReporter(f"stage{number}.chk", {{o.CheckpointEvery}}))
            {{(config.Models.Count > 1 ? $"        simulation.reporters.append(ilmlff.ModelDeviationReporter(\"model_devi.out\", {o.ThermoEvery}, append=step > 0{stop}))\n" : "")}}        if stage["trajectory"]:
                        simulation.reporters.append(app.DCDReporter(f"stage{number}.dcd", {{o.TrajectoryEvery}}, enforcePeriodicBox=False))
                    for done in range(0, stage["steps"], {{OpenMmMdEngine.RampEvery}}):
                        if stage["start"] != stage["end"]:
                            set_temperature(simulation, stage["start"] + (stage["end"] - stage["start"]) * done / stage["steps"])
                        simulation.step(min({{OpenMmMdEngine.RampEvery}}, stage["steps"] - done))
                    if stage["ensemble"] == "nve":
                        shift(simulation.context, 0.5)
                state = simulation.context.getState(getPositions=True, getVelocities=True, getEnergy=True)
                box = state.getPeriodicBoxVectors() if box is not None else None
                positions, velocities, step = state.getPositions(), state.getVelocities(), simulation.currentStep
                print("step", step, "potential energy", state.getPotentialEnergy(), flush=True)
            simulation.saveState("final.xml")

            """;
    }
}
