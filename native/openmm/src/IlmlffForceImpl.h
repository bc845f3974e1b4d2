// SPDX-License-Identifier: MIT
#pragma once
#include "IlmlffForce.h"
#include "Session.h"
#include "openmm/Kernel.h"
#include "openmm/internal/ContextImpl.h"
#include "openmm/internal/ForceImpl.h"
#include <memory>

// OpenMM 8.1 and later: forces written in plain C++ run on every platform, GPUs included. Before, the plugin brings a
// kernel for the platforms whose positions lie in ordinary memory (ReferenceKernel.h).
#if __has_include("openmm/internal/CustomCPPForceImpl.h")
#include "openmm/internal/CustomCPPForceImpl.h"
#define ILMLFF_EVERY_PLATFORM
#endif

namespace ilmlff {

#ifdef ILMLFF_EVERY_PLATFORM
using ForceImplBase = OpenMM::CustomCPPForceImpl;
#else
using ForceImplBase = OpenMM::ForceImpl;
#endif

/// An IlmlffForce at work in one Context. No "override": the set of virtual functions differs between OpenMM's
/// versions.
class IlmlffForceImpl : public ForceImplBase {
 public:
  explicit IlmlffForceImpl(const IlmlffForce& owner);
  void initialize(OpenMM::ContextImpl& context);
  const IlmlffForce& getOwner() const { return owner; }
  std::vector<std::pair<int, int>> getBondedParticles() const { return owner.getBonds(); }
  const Session& getSession() const { return *session; }

  /// Deviation of the committee at the Context's present positions and box.
  Deviation getModelDeviation(OpenMM::ContextImpl& context, double level, double virialLevel);

#ifdef ILMLFF_EVERY_PLATFORM
  double computeForce(OpenMM::ContextImpl& context, const std::vector<OpenMM::Vec3>& positions,
                      std::vector<OpenMM::Vec3>& forces);
#else
  void updateContextState(OpenMM::ContextImpl&, bool&) {}
  double calcForcesAndEnergy(OpenMM::ContextImpl& context, bool includeForces, bool includeEnergy, int groups);
  std::map<std::string, double> getDefaultParameters() {
    return {};
  }
  std::vector<std::string> getKernelNames();
#endif

 private:
  const IlmlffForce& owner;
  std::unique_ptr<Session> session;
#ifndef ILMLFF_EVERY_PLATFORM
  OpenMM::Kernel kernel;
#endif
};

}  // namespace ilmlff
