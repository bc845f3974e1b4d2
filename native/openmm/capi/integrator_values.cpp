// SPDX-License-Identifier: MIT
#include "integrator_values.h"

#include <functional>
#include <map>

#include "support.h"

namespace openmm_capi {
namespace {

struct Value {
  std::function<double()> get;
  std::function<void(double)> set;
};
using Values = std::map<std::string, Value>;

#define VALUE(NAME, GET, SET)                                                                          \
  values[NAME] = Value {                                                                               \
    [which] { return static_cast<double>(which->get##GET()); }, [which](double x) { which->set##SET; } \
  }

// Integrators with a bath have no common base class.
template <class T>
void addBath(Values& values, OpenMM::Integrator& integrator) {
  if (auto* which = dynamic_cast<T*>(&integrator)) {
    VALUE("temperature", Temperature, Temperature(x));
    VALUE("friction", Friction, Friction(x));
    VALUE("randomSeed", RandomNumberSeed, RandomNumberSeed(static_cast<int>(x)));
  }
}

template <class T>
void addAdaptive(Values& values, OpenMM::Integrator& integrator) {
  if (auto* which = dynamic_cast<T*>(&integrator)) {
    VALUE("errorTolerance", ErrorTolerance, ErrorTolerance(x));
    VALUE("maximumStepSize", MaximumStepSize, MaximumStepSize(x));
  }
}

Values valuesOf(OpenMM::Integrator& integrator) {
  Values values;
  {
    auto* which = &integrator;
    VALUE("stepSize", StepSize, StepSize(x));
    VALUE("constraintTolerance", ConstraintTolerance, ConstraintTolerance(x));
  }
  addBath<OpenMM::LangevinIntegrator>(values, integrator);
  addBath<OpenMM::LangevinMiddleIntegrator>(values, integrator);
  addBath<OpenMM::BrownianIntegrator>(values, integrator);
  addBath<OpenMM::VariableLangevinIntegrator>(values, integrator);
  addAdaptive<OpenMM::VariableLangevinIntegrator>(values, integrator);
  addAdaptive<OpenMM::VariableVerletIntegrator>(values, integrator);
  if (auto* which = dynamic_cast<OpenMM::NoseHooverIntegrator*>(&integrator)) {
    VALUE("temperature", Temperature, Temperature(x));
    VALUE("collisionFrequency", CollisionFrequency, CollisionFrequency(x));
  }
  if (auto* which = dynamic_cast<OpenMM::CompoundIntegrator*>(&integrator)) {
    VALUE("currentIntegrator", CurrentIntegrator, CurrentIntegrator(static_cast<int>(x)));
  }
  if (auto* which = dynamic_cast<OpenMM::CustomIntegrator*>(&integrator)) {
    for (int i = 0; i < which->getNumGlobalVariables(); i++) {
      values[which->getGlobalVariableName(i)] = Value{[which, i] { return which->getGlobalVariable(i); },
                                                      [which, i](double x) { which->setGlobalVariable(i, x); }};
    }
  }
  return values;
}

const Value& find(const Values& values, const std::string& name) {
  auto entry = values.find(name);
  if (entry != values.end()) return entry->second;
  std::string known;
  for (const auto& value : values) known += (known.empty() ? "" : ", ") + value.first;
  throw BadArgument("This integrator has no value named '" + name + "'; it has " + known + ".");
}

}  // namespace

double getIntegratorValue(OpenMM::Integrator& integrator, const std::string& name) {
  return find(valuesOf(integrator), name).get();
}

void setIntegratorValue(OpenMM::Integrator& integrator, const std::string& name, double value) {
  find(valuesOf(integrator), name).set(value);
}

}  // namespace openmm_capi
