// SPDX-License-Identifier: MIT
#include "Periodicity.h"
#include "openmm/MonteCarloAnisotropicBarostat.h"
#include "openmm/MonteCarloBarostat.h"
#include "openmm/MonteCarloMembraneBarostat.h"
#if __has_include("openmm/MonteCarloFlexibleBarostat.h")
#include "openmm/MonteCarloFlexibleBarostat.h"
#endif
#include <cmath>
#include <sstream>

using OpenMM::Vec3;

namespace ilmlff {

bool isUntouchedDefaultBox(const Vec3 box[3]) {
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 3; column++) {
      if (box[row][column] != (row == column ? 2.0 : 0.0)) return false;
    }
  }
  return true;
}

bool hasBarostat(const OpenMM::System& system) {
  for (int i = 0; i < system.getNumForces(); i++) {
    const OpenMM::Force* force = &system.getForce(i);
    if (dynamic_cast<const OpenMM::MonteCarloBarostat*>(force) != nullptr ||
        dynamic_cast<const OpenMM::MonteCarloAnisotropicBarostat*>(force) != nullptr ||
        dynamic_cast<const OpenMM::MonteCarloMembraneBarostat*>(force) != nullptr) {
      return true;
    }
#if __has_include("openmm/MonteCarloFlexibleBarostat.h")
    if (dynamic_cast<const OpenMM::MonteCarloFlexibleBarostat*>(force) != nullptr) return true;
#endif
  }
  return false;
}

bool decidePeriodic(const IlmlffForce& force, const OpenMM::System& system) {
  if (force.getOptions().periodic != Periodic::Auto) return force.getOptions().periodic == Periodic::Yes;
  if (hasBarostat(system)) return true;
  for (int i = 0; i < system.getNumForces(); i++) {
    const OpenMM::Force& other = system.getForce(i);
    if (dynamic_cast<const IlmlffForce*>(&other) == nullptr && other.usesPeriodicBoundaryConditions()) return true;
  }
  Vec3 box[3];
  system.getDefaultPeriodicBoxVectors(box[0], box[1], box[2]);
  return !isUntouchedDefaultBox(box);
}

void requireWholeMolecules(const IlmlffForce& force, const std::vector<Vec3>& positions, const Vec3 box[3]) {
  for (auto [first, second] : force.getBonds()) {
    Vec3 apart = positions[second] - positions[first];
    Vec3 nearest = apart;
    // OpenMM keeps box vectors in reduced form, so one pass from c to a finds the nearest image.
    for (int row = 2; row >= 0; row--) nearest -= box[row] * std::round(nearest[row] / box[row][row]);
    double distance = std::sqrt(apart.dot(apart));
    double shortest = std::sqrt(nearest.dot(nearest));
    if (distance > shortest + 1e-6) {
      std::ostringstream text;
      text
          << "IlmlffForce: particles " << first << " and " << second
          << " are bonded, but lie on two sides of the periodic box (" << distance << " nm apart, " << shortest
          << " nm through the boundary). A Monte Carlo barostat moves molecules as they "
          << "lie and would tear this one apart. Give whole molecules: ilmlff.makeWhole(positions, bonds, boxVectors).";
      throw OpenMM::OpenMMException(text.str());
    }
  }
}

}  // namespace ilmlff
