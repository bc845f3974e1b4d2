// SPDX-License-Identifier: MIT
#pragma once
#include "IlmlffForce.h"
#include "openmm/System.h"
#include "openmm/Vec3.h"

namespace ilmlff {

/// OpenMM gives every System a periodic box, used or not: a cube of 2 nm.
bool isUntouchedDefaultBox(const OpenMM::Vec3 box[3]);

/// Does the System contain one of the Monte Carlo barostats? They need molecules that are whole.
bool hasBarostat(const OpenMM::System& system);

/// The answer to Periodic::Auto: the box counts when another Force or a barostat uses it, or when somebody has set it.
bool decidePeriodic(const IlmlffForce& force, const OpenMM::System& system);

/// Refuses a bonded pair that lies on two sides of the box: a barostat would tear the molecule apart.
void requireWholeMolecules(const IlmlffForce& force, const std::vector<OpenMM::Vec3>& positions,
                           const OpenMM::Vec3 box[3]);

}  // namespace ilmlff
