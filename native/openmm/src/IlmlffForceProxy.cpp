// SPDX-License-Identifier: MIT
#include "IlmlffForceProxy.h"
#include "IlmlffForce.h"
#include "openmm/serialization/SerializationNode.h"
#include <cmath>
#include <memory>

using OpenMM::OpenMMException;
using OpenMM::SerializationNode;

namespace ilmlff {
namespace {

// 2: frame and atom parameters. Version 1 is still read.
constexpr int VERSION = 2;

// In the order of the enumeration.
const char* const PERIODIC_WORDS[] = {"auto", "yes", "no"};

Periodic readPeriodic(const std::string& word) {
  for (Periodic value : {Periodic::Auto, Periodic::Yes, Periodic::No}) {
    if (word == PERIODIC_WORDS[static_cast<int>(value)]) return value;
  }
  throw OpenMMException("IlmlffForce: periodic=\"" + word + "\" is not known; known are \"auto\", \"yes\" and \"no\".");
}

void writeParameters(SerializationNode& node, const std::vector<double>& values) {
  for (double value : values) node.createChildNode("Parameter").setDoubleProperty("value", value);
}

std::vector<double> readParameters(const SerializationNode& node) {
  std::vector<double> values;
  for (const SerializationNode& child : node.getChildren()) values.push_back(child.getDoubleProperty("value"));
  return values;
}

}  // namespace

void IlmlffForceProxy::serialize(const void* object, SerializationNode& node) const {
  const IlmlffForce& force = *static_cast<const IlmlffForce*>(object);
  const EvaluationOptions& options = force.getOptions();
  node.setIntProperty("version", VERSION);
  node.setIntProperty("forceGroup", force.getForceGroup());
  node.setStringProperty("name", force.getName());
  node.setStringProperty("device", options.device);
  node.setStringProperty("precision", options.precision);
  node.setStringProperty("backend", options.backend);
  node.setStringProperty("head", options.head);
  node.setIntProperty("threads", options.threads);
  if (!std::isnan(options.charge)) node.setDoubleProperty("charge", options.charge);
  if (!std::isnan(options.spin)) node.setDoubleProperty("spin", options.spin);
  node.setStringProperty("periodic", PERIODIC_WORDS[static_cast<int>(options.periodic)]);
  node.setIntProperty("systemSize", force.getSystemSize());
  node.setBoolProperty("defaultBoxRefused", force.getDefaultBoxRefused());
  SerializationNode& models = node.createChildNode("Models");
  for (const std::string& path : force.getModels()) models.createChildNode("Model").setStringProperty("path", path);
  writeParameters(node.createChildNode("FrameParameters"), options.frameParameters);
  writeParameters(node.createChildNode("AtomParameters"), options.atomParameters);
  SerializationNode& words = node.createChildNode("Words");
  for (const std::string& word : options.words) words.createChildNode("Word").setStringProperty("value", word);
  SerializationNode& particles = node.createChildNode("Particles");
  for (const IlmlffForce::Particle& particle : force.getParticles()) {
    SerializationNode& child = particles.createChildNode("Particle");
    child.setIntProperty("index", particle.index).setStringProperty("element", particle.element);
    writeParameters(child, particle.parameters);
  }
  SerializationNode& bonds = node.createChildNode("Bonds");
  for (auto [first, second] : force.getBonds()) {
    bonds.createChildNode("Bond").setIntProperty("p1", first).setIntProperty("p2", second);
  }
}

void* IlmlffForceProxy::deserialize(const SerializationNode& node) const {
  int version = node.getIntProperty("version");
  if (version < 1 || version > VERSION) {
    throw OpenMMException("IlmlffForce: the XML has version " + std::to_string(version) +
                          " of the format, this plugin reads 1 to " + std::to_string(VERSION) +
                          ". It was written by another version of IonicMlff.");
  }
  auto force = std::make_unique<IlmlffForce>();
  EvaluationOptions& options = force->getOptions();
  force->setForceGroup(node.getIntProperty("forceGroup", 0));
  force->setName(node.getStringProperty("name", force->getName()));
  options.device = node.getStringProperty("device", options.device);
  options.precision = node.getStringProperty("precision", options.precision);
  options.backend = node.getStringProperty("backend", options.backend);
  options.head = node.getStringProperty("head", options.head);
  options.threads = node.getIntProperty("threads", options.threads);
  options.charge = node.getDoubleProperty("charge", options.charge);
  options.spin = node.getDoubleProperty("spin", options.spin);
  options.periodic = readPeriodic(node.getStringProperty("periodic", PERIODIC_WORDS[0]));
  force->setSystemSize(node.getIntProperty("systemSize", -1));
  force->setDefaultBoxRefused(node.getBoolProperty("defaultBoxRefused", false));
  for (const SerializationNode& model : node.getChildNode("Models").getChildren()) {
    force->addModel(model.getStringProperty("path"));
  }
  if (version > 1) {
    options.frameParameters = readParameters(node.getChildNode("FrameParameters"));
    options.atomParameters = readParameters(node.getChildNode("AtomParameters"));
  }
  for (const SerializationNode& child : node.getChildren()) {
    if (child.getName() != "Words") continue;
    for (const SerializationNode& word : child.getChildren()) options.words.push_back(word.getStringProperty("value"));
  }
  for (const SerializationNode& particle : node.getChildNode("Particles").getChildren()) {
    force->addParticle(particle.getIntProperty("index"), particle.getStringProperty("element"),
                       readParameters(particle));
  }
  for (const SerializationNode& bond : node.getChildNode("Bonds").getChildren()) {
    force->addBond(bond.getIntProperty("p1"), bond.getIntProperty("p2"));
  }
  return force.release();
}

}  // namespace ilmlff
