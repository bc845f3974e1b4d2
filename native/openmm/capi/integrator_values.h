// SPDX-License-Identifier: MIT
#pragma once
#include <string>

#include "OpenMM.h"

namespace openmm_capi {

// Numbers of an integrator by the names of its XML attributes; a CustomIntegrator's global variables by theirs.
double getIntegratorValue(OpenMM::Integrator& integrator, const std::string& name);
void setIntegratorValue(OpenMM::Integrator& integrator, const std::string& name, double value);

}  // namespace openmm_capi
