// SPDX-License-Identifier: MIT
#include "IlmlffForceImpl.h"
#include "ReferenceKernel.h"
#include <algorithm>

namespace ilmlff {

#ifdef ILMLFF_EVERY_PLATFORM

IlmlffForceImpl::IlmlffForceImpl(const IlmlffForce& owner) : ForceImplBase(owner), owner(owner) {}

void IlmlffForceImpl::initialize(OpenMM::ContextImpl& context) {
  ForceImplBase::initialize(context);
  session = std::make_unique<Session>(owner, context.getSystem());
  owner.decided = session->isPeriodic() ? Periodic::Yes : Periodic::No;
}

double IlmlffForceImpl::computeForce(OpenMM::ContextImpl& context, const std::vector<OpenMM::Vec3>& positions,
                                     std::vector<OpenMM::Vec3>& forces) {
  OpenMM::Vec3 box[3];
  context.getPeriodicBoxVectors(box[0], box[1], box[2]);
  std::fill(forces.begin(), forces.end(), OpenMM::Vec3());
  return session->compute(positions, box, &forces);
}

#else

IlmlffForceImpl::IlmlffForceImpl(const IlmlffForce& owner) : owner(owner) {}

void IlmlffForceImpl::initialize(OpenMM::ContextImpl& context) {
  kernel = context.getPlatform().createKernel(ReferenceKernel::NAME, context);
  session = std::make_unique<Session>(owner, context.getSystem());
  owner.decided = session->isPeriodic() ? Periodic::Yes : Periodic::No;
}

double IlmlffForceImpl::calcForcesAndEnergy(OpenMM::ContextImpl& context, bool includeForces, bool, int groups) {
  if ((groups & (1 << owner.getForceGroup())) == 0) return 0;
  return kernel.getAs<ReferenceKernel>().execute(context, *session, includeForces);
}

std::vector<std::string> IlmlffForceImpl::getKernelNames() {
  return {ReferenceKernel::NAME};
}

#endif

Deviation IlmlffForceImpl::getModelDeviation(OpenMM::ContextImpl& context, double level, double virialLevel) {
  std::vector<OpenMM::Vec3> positions;
  OpenMM::Vec3 box[3];
  context.getPositions(positions);
  context.getPeriodicBoxVectors(box[0], box[1], box[2]);
  return session->deviate(positions, box, level, virialLevel);
}

}  // namespace ilmlff
