// SPDX-License-Identifier: MIT
#include "ReferenceKernel.h"
#include "openmm/OpenMMException.h"
#include "openmm/reference/ReferencePlatform.h"
#undef EXP  // a macro of the reference platform's headers

using OpenMM::ReferencePlatform;

namespace ilmlff {

double ReferenceKernel::execute(OpenMM::ContextImpl& context, Session& session, bool includeForces) {
  auto* data = static_cast<ReferencePlatform::PlatformData*>(context.getPlatformData());
  return session.compute(*data->positions, data->periodicBoxVectors, includeForces ? data->forces : nullptr);
}

OpenMM::KernelImpl* ReferenceKernelFactory::createKernelImpl(std::string name, const OpenMM::Platform& platform,
                                                             OpenMM::ContextImpl&) const {
  if (name == ReferenceKernel::NAME) return new ReferenceKernel(name, platform);
  throw OpenMM::OpenMMException("IlmlffForce: there is no kernel named '" + name + "'.");
}

void registerReferenceKernel() {
  for (int i = 0; i < OpenMM::Platform::getNumPlatforms(); i++) {
    OpenMM::Platform& platform = OpenMM::Platform::getPlatform(i);
    if (dynamic_cast<ReferencePlatform*>(&platform) != nullptr && !platform.supportsKernels({ReferenceKernel::NAME})) {
      platform.registerKernelFactory(ReferenceKernel::NAME, new ReferenceKernelFactory());
    }
  }
}

}  // namespace ilmlff
