// SPDX-License-Identifier: MIT
// The few C functions that the Python package calls. They return -1 with the error's text when they fail.
#include "IlmlffForce.h"
#include "IlmlffForceImpl.h"
#include "openmm/Context.h"
#include <algorithm>
#include <cstring>

namespace ilmlff {
namespace {

// Contexts show their inside to Forces only.
class Key : public OpenMM::Force {
 public:
  OpenMM::ContextImpl& open(OpenMM::Context& context) { return getContextImpl(context); }

 protected:
  OpenMM::ForceImpl* createImpl() const override { return nullptr; }
};

std::vector<IlmlffForceImpl*> forcesOf(OpenMM::ContextImpl& context) {
  std::vector<IlmlffForceImpl*> found;
  for (OpenMM::ForceImpl* impl : context.getForceImpls()) {
    if (auto* ours = dynamic_cast<IlmlffForceImpl*>(impl)) found.push_back(ours);
  }
  return found;
}

void copyText(const std::string& text, char* buffer, int capacity) {
  if (capacity <= 0) return;
  size_t length = std::min(text.size(), static_cast<size_t>(capacity - 1));
  std::memcpy(buffer, text.data(), length);
  buffer[length] = '\0';
}

template <class Action>
int guarded(char* text, int capacity, Action action) {
  try {
    return action();
  } catch (const std::exception& error) {
    copyText(error.what(), text, capacity);
    return -1;
  }
}

}  // namespace
}  // namespace ilmlff

using namespace ilmlff;

extern "C" {

// Evaluates at the Context's present positions and gives the virial of all its IlmlffForces (kJ/mol, 9 numbers row by
// row) and the models' summaries, one per line. Returns the number of IlmlffForces.
ILMLFF_OPENMM_EXPORT int ilmlff_openmm_inspect(OpenMM::Context* context, double* virial, char* text, int capacity) {
  return guarded(text, capacity, [&] {
    OpenMM::ContextImpl& inside = Key().open(*context);
    std::vector<IlmlffForceImpl*> forces = forcesOf(inside);
    if (virial != nullptr && !forces.empty()) {
      int groups = 0;
      for (IlmlffForceImpl* ours : forces) groups |= 1 << ours->getOwner().getForceGroup();
      std::fill(virial, virial + 9, 0.0);
      inside.calcForcesAndEnergy(false, true, groups);
    }
    std::string summaries;
    for (IlmlffForceImpl* ours : forces) {
      const ilmlff_model_info& info = ours->getSession().getInfo();
      summaries += std::string(summaries.empty() ? "" : "\n") + info.summary + ", back end " + info.backend;
      for (int k = 0; virial != nullptr && k < 9; k++) virial[k] += ours->getSession().getVirial()[k];
    }
    copyText(summaries, text, capacity);
    return static_cast<int>(forces.size());
  });
}

// Which of the System's Forces are IlmlffForces, and how many models each has. Returns their number, of which at most
// room are written.
ILMLFF_OPENMM_EXPORT int ilmlff_openmm_forces(OpenMM::Context* context, const void** owners, int* models, int room,
                                              char* text, int capacity) {
  return guarded(text, capacity, [&] {
    std::vector<IlmlffForceImpl*> forces = forcesOf(Key().open(*context));
    for (size_t i = 0; i < forces.size() && static_cast<int>(i) < room; i++) {
      owners[i] = static_cast<const OpenMM::Force*>(&forces[i]->getOwner());
      models[i] = forces[i]->getSession().getInfo().model_count;
    }
    return static_cast<int>(forces.size());
  });
}

// Deviation of one Force's committee at the Context's present positions: 9 numbers for the virial; one for each of the
// Force's particles, and which particle of the System it is. Levels make them relative; NaN: absolute. atoms and
// particles have room for every particle of the System. Returns the number of atoms.
ILMLFF_OPENMM_EXPORT int ilmlff_openmm_deviation(OpenMM::Context* context, const void* owner, double level,
                                                 double virialLevel, double* virial, double* atoms, int* particles,
                                                 char* text, int capacity) {
  return guarded(text, capacity, [&] {
    OpenMM::ContextImpl& inside = Key().open(*context);
    for (IlmlffForceImpl* ours : forcesOf(inside)) {
      if (static_cast<const OpenMM::Force*>(&ours->getOwner()) != owner) continue;
      Deviation deviation = ours->getModelDeviation(inside, level, virialLevel);
      std::copy(deviation.virial, deviation.virial + 9, virial);
      std::copy(deviation.atoms.begin(), deviation.atoms.end(), atoms);
      for (const IlmlffForce::Particle& particle : ours->getOwner().getParticles()) *particles++ = particle.index;
      return static_cast<int>(deviation.atoms.size());
    }
    throw OpenMM::OpenMMException("IlmlffForce: the Context does not have this Force.");
  });
}

}  // extern "C"
