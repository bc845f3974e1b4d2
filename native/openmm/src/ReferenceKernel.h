// SPDX-License-Identifier: MIT
#pragma once
#include "Session.h"
#include "openmm/KernelFactory.h"
#include "openmm/KernelImpl.h"
#include "openmm/Platform.h"
#include "openmm/internal/ContextImpl.h"

namespace ilmlff {

/// Before OpenMM 8.1: reads positions from, and adds forces to, the arrays of the Reference platform, which the CPU
/// platform shares.
class ReferenceKernel : public OpenMM::KernelImpl {
 public:
  static constexpr const char* NAME = "CalcIlmlffForce";
  ReferenceKernel(const std::string& name, const OpenMM::Platform& platform) : KernelImpl(name, platform) {}
  double execute(OpenMM::ContextImpl& context, Session& session, bool includeForces);
};

class ReferenceKernelFactory : public OpenMM::KernelFactory {
 public:
  OpenMM::KernelImpl* createKernelImpl(std::string name, const OpenMM::Platform& platform,
                                       OpenMM::ContextImpl& context) const override;
};

/// Offers the kernel to the platforms that can run it.
void registerReferenceKernel();

}  // namespace ilmlff
