// SPDX-License-Identifier: MIT
#include "IlmlffForce.h"
#include "IlmlffForceImpl.h"

namespace ilmlff {

bool IlmlffForce::usesPeriodicBoundaryConditions() const {
  Periodic periodic = options.periodic == Periodic::Auto ? decided : options.periodic;
  if (periodic == Periodic::Auto) {
    throw OpenMM::OpenMMException(
        "IlmlffForce: it was left open whether the box is periodic, and without a Context the Force can't decide it. "
        "Say "
        "periodic=True or periodic=False, or add the atoms from a Topology with box vectors.");
  }
  return periodic == Periodic::Yes;
}

OpenMM::ForceImpl* IlmlffForce::createImpl() const {
  return new IlmlffForceImpl(*this);
}

}  // namespace ilmlff
