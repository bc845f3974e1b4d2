// SPDX-License-Identifier: MIT
// What OpenMM calls when it loads the plugin.
#include "IlmlffForce.h"
#include "IlmlffForceImpl.h"
#include "IlmlffForceProxy.h"
#include "ReferenceKernel.h"

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

}  // extern "C"
