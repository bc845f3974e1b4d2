// SPDX-License-Identifier: MIT
// What OpenMM calls when it loads the plugin, and the few C functions that the Python package calls.
#include "IlmlffForce.h"
#include "IlmlffForceImpl.h"
#include "IlmlffForceProxy.h"
#include "ReferenceKernel.h"
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

void copyText(const std::string& text, char* buffer, int capacity) {
  if (capacity <= 0) return;
  size_t length = std::min(text.size(), static_cast<size_t>(capacity - 1));
  std::memcpy(buffer, text.data(), length);
  buffer[length] = '\0';
}

}  // namespace
}  // namespace ilmlff

extern "C" {

ILMLFF_OPENMM_EXPORT void registerPlatforms() {}

// May be called again, by the Python package after OpenMM itself, when further platforms have come.
ILMLFF_OPENMM_EXPORT void registerKernelFactories() {
  static const ilmlff::IlmlffForceProxy PROXY;
  OpenMM::SerializationProxy::registerProxy(typeid(ilmlff::IlmlffForce), &PROXY);
#ifndef ILMLFF_EVERY_PLATFORM
  ilmlff::registerReferenceKernel();
#endif
}

// Evaluates at the Context's present positions and gives the virial of all its IlmlffForces (kJ/mol, 9 numbers row by
// row) and the models' summaries, one per line. Returns the number of IlmlffForces, or -1 with the error's text in
// place of the summary.
ILMLFF_OPENMM_EXPORT int ilmlff_openmm_inspect(OpenMM::Context* context, double* virial, char* text, int capacity) {
  try {
    ilmlff::Key key;
    OpenMM::ContextImpl& inside = key.open(*context);
    int count = 0;
    int groups = 0;
    std::string summaries;
    for (OpenMM::ForceImpl* impl : inside.getForceImpls()) {
      if (auto* ours = dynamic_cast<ilmlff::IlmlffForceImpl*>(impl)) groups |= 1 << ours->getOwner().getForceGroup();
    }
    if (virial != nullptr && groups != 0) {
      std::fill(virial, virial + 9, 0.0);
      inside.calcForcesAndEnergy(false, true, groups);
    }
    for (OpenMM::ForceImpl* impl : inside.getForceImpls()) {
      auto* ours = dynamic_cast<ilmlff::IlmlffForceImpl*>(impl);
      if (ours == nullptr) continue;
      count++;
      const ilmlff_model_info& info = ours->getSession().getInfo();
      summaries += std::string(summaries.empty() ? "" : "\n") + info.summary + ", back end " + info.backend;
      for (int k = 0; virial != nullptr && k < 9; k++) virial[k] += ours->getSession().getVirial()[k];
    }
    ilmlff::copyText(summaries, text, capacity);
    return count;
  } catch (const std::exception& error) {
    ilmlff::copyText(error.what(), text, capacity);
    return -1;
  }
}

}  // extern "C"
