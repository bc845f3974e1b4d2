// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include "support.h"

using OpenMM::State;
using OpenMM::Vec3;
using openmm_capi::BadArgument;
using openmm_capi::guarded;
using openmm_capi::need;
using openmm_capi::text;

namespace {

const std::vector<Vec3>& vectorsOf(const State& state, int32_t kind) {
  switch (kind) {
    case OPENMM_POSITIONS:
      return state.getPositions();
    case OPENMM_VELOCITIES:
      return state.getVelocities();
    case OPENMM_FORCES:
      return state.getForces();
    default:
      throw BadArgument("kind must be OPENMM_POSITIONS, OPENMM_VELOCITIES or OPENMM_FORCES.");
  }
}

std::string shortest(double value) {
  char buffer[32];
  for (int digits : {15, 16, 17}) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    if (std::strtod(buffer, nullptr) == value) break;
  }
  return buffer;
}

}  // namespace

extern "C" {

OPENMM_CAPI int32_t openmm_context_get_state(const openmm_context* context, int32_t types, int32_t enforce_periodic_box,
                                             int32_t groups, openmm_state** state) {
  return guarded([=] {
    const OpenMM::Context& object = *need(context, "context").object;
    need(state, "state") = new openmm_state{object.getState(types, enforce_periodic_box != 0, groups)};
  });
}

OPENMM_CAPI int32_t openmm_context_set_state(openmm_context* context, const openmm_state* state) {
  return guarded([=] { need(context, "context").object->setState(need(state, "state").object); });
}

OPENMM_CAPI int32_t openmm_state_read(const openmm_state* state, openmm_state_info* info) {
  return guarded([=] {
    const State& object = need(state, "state").object;
    openmm_state_info& to = need(info, "info");
    constexpr double NONE = std::numeric_limits<double>::quiet_NaN();
    to.types = object.getDataTypes();
    to.reserved = 0;
    to.time = object.getTime();
    to.step_count = object.getStepCount();
    bool energy = (to.types & OPENMM_ENERGY) != 0;
    to.potential_energy = energy ? object.getPotentialEnergy() : NONE;
    to.kinetic_energy = energy ? object.getKineticEnergy() : NONE;
    Vec3 rows[3];
    object.getPeriodicBoxVectors(rows[0], rows[1], rows[2]);
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) to.box[3 * row + column] = rows[row][column];
    }
    to.volume = object.getPeriodicBoxVolume();
  });
}

OPENMM_CAPI int32_t openmm_state_vectors(const openmm_state* state, int32_t kind, const openmm_vec3** vectors,
                                         int64_t* count) {
  return guarded([=] {
    const std::vector<Vec3>& found = vectorsOf(need(state, "state").object, kind);
    need(vectors, "vectors") = reinterpret_cast<const openmm_vec3*>(found.data());
    need(count, "count") = static_cast<int64_t>(found.size());
  });
}

OPENMM_CAPI int32_t openmm_state_parameters(const openmm_state* state, int32_t kind) {
  return guarded([=] {
    const State& object = need(state, "state").object;
    std::string all;
    for (const auto& [name, value] :
         kind == OPENMM_DERIVATIVES ? object.getEnergyParameterDerivatives() : object.getParameters()) {
      all += (all.empty() ? "" : "\n") + name + "=" + shortest(value);
    }
    text() = all;
  });
}

}  // extern "C"
