using OpenMM;

// Run as a program by MissingOpenMMTests, in an environment without OpenMM: what needs no OpenMM works, what does says what to install.
var topology = new Topology { Box = Box.Cube(3) };
for (int i = 0; i < 10; i++)
    topology.AddWater();
var field = new ForceField(args[0]);
MolecularSystem system = field.CreateSystem(topology, new ForceFieldOptions { NonbondedMethod = NonbondedMethod.Pme });
Console.WriteLine($"particles {MolecularSystem.FromXml(system.ToXml()).ParticleCount}");
Console.WriteLine($"integrator {new VerletIntegrator(0.001).ToXml().Attribute("type")!.Value}");
try
{
    using var context = new Context(system, new VerletIntegrator(0.001));
    Console.WriteLine("a context was made");
}
catch (OpenMMException e)
{
    Console.WriteLine(e.Message);
}

Console.WriteLine($"missing: {OpenMMLibrary.Missing}");
