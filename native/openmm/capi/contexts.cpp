// SPDX-License-Identifier: MIT
#include <limits>
#include <map>
#include <sstream>

#include "integrator_values.h"
#include "support.h"

using OpenMM::Vec3;
using openmm_capi::BadArgument;
using openmm_capi::guarded;
using openmm_capi::need;
using openmm_capi::text;

namespace {

OpenMM::Context& of(openmm_context* context) {
  return *need(context, "context").object;
}

const OpenMM::Context& of(const openmm_context* context) {
  return *need(context, "context").object;
}

// OpenMM checks the length of positions itself; velocities it reads without a look at their number.
std::vector<Vec3> vectors(const OpenMM::Context& context, const double* xyz, int64_t count, const char* what) {
  if (int expected = context.getSystem().getNumParticles(); count != expected) {
    throw BadArgument(std::to_string(count) + " " + what + " were given, but the System has " +
                      std::to_string(expected) + " particles.");
  }
  if (count > 0) need(xyz, what);
  std::vector<Vec3> result(static_cast<size_t>(count));
  for (size_t i = 0; i < result.size(); i++) result[i] = Vec3(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);
  return result;
}

}  // namespace

extern "C" {

OPENMM_CAPI int32_t openmm_context_create(const openmm_system* system, const openmm_integrator* integrator,
                                          const char* platform, const char* const* names, const char* const* values,
                                          int32_t property_count, openmm_context** context) {
  return guarded([=] {
    auto made = std::make_unique<openmm_context>();
    made->system = need(system, "system").object;
    made->integrator = need(integrator, "integrator").object;
    std::map<std::string, std::string> properties;
    for (int32_t i = 0; i < property_count; i++) {
      properties[&need(need(names, "names") == nullptr ? nullptr : names[i], "names")] =
          &need(need(values, "values") == nullptr ? nullptr : values[i], "values");
    }
    if (platform == nullptr) {
      if (property_count > 0) throw BadArgument("Properties belong to a platform; name it.");
      made->object = std::make_unique<OpenMM::Context>(*made->system, *made->integrator);
    } else {
      OpenMM::Platform& chosen = OpenMM::Platform::getPlatformByName(platform);
      made->object = std::make_unique<OpenMM::Context>(*made->system, *made->integrator, chosen, properties);
    }
    need(context, "context") = made.release();
  });
}

OPENMM_CAPI void openmm_context_delete(openmm_context* context) {
  delete context;
}

OPENMM_CAPI int32_t openmm_context_platform(const openmm_context* context) {
  return guarded([=] { text() = of(context).getPlatform().getName(); });
}

OPENMM_CAPI int32_t openmm_context_property(const openmm_context* context, const char* name) {
  return guarded([=] { text() = of(context).getPlatform().getPropertyValue(of(context), &need(name, "name")); });
}

OPENMM_CAPI int32_t openmm_context_set_positions(openmm_context* context, const double* xyz, int64_t count) {
  return guarded([=] { of(context).setPositions(vectors(of(context), xyz, count, "positions")); });
}

OPENMM_CAPI int32_t openmm_context_set_velocities(openmm_context* context, const double* xyz, int64_t count) {
  return guarded([=] { of(context).setVelocities(vectors(of(context), xyz, count, "velocities")); });
}

OPENMM_CAPI int32_t openmm_context_set_velocities_to_temperature(openmm_context* context, double temperature,
                                                                 int32_t seed) {
  return guarded([=] { of(context).setVelocitiesToTemperature(temperature, seed); });
}

OPENMM_CAPI int32_t openmm_context_set_box(openmm_context* context, const double* box) {
  return guarded([=] {
    need(box, "box");
    of(context).setPeriodicBoxVectors(Vec3(box[0], box[1], box[2]), Vec3(box[3], box[4], box[5]),
                                      Vec3(box[6], box[7], box[8]));
  });
}

OPENMM_CAPI int32_t openmm_context_apply_constraints(openmm_context* context, double tolerance) {
  return guarded([=] { of(context).applyConstraints(tolerance); });
}

OPENMM_CAPI int32_t openmm_context_compute_virtual_sites(openmm_context* context) {
  return guarded([=] { of(context).computeVirtualSites(); });
}

OPENMM_CAPI int32_t openmm_context_set_time(openmm_context* context, double time) {
  return guarded([=] { of(context).setTime(time); });
}

OPENMM_CAPI int32_t openmm_context_set_step_count(openmm_context* context, int64_t count) {
  return guarded([=] { of(context).setStepCount(count); });
}

OPENMM_CAPI int32_t openmm_context_step_count(const openmm_context* context, int64_t* count) {
  return guarded([=] { need(count, "count") = of(context).getStepCount(); });
}

OPENMM_CAPI int32_t openmm_context_parameter_names(const openmm_context* context) {
  return guarded([=] {
    std::string all;
    for (const auto& entry : of(context).getParameters()) all += (all.empty() ? "" : "\n") + entry.first;
    text() = all;
  });
}

OPENMM_CAPI int32_t openmm_context_get_parameter(const openmm_context* context, const char* name, double* value) {
  return guarded([=] { need(value, "value") = of(context).getParameter(&need(name, "name")); });
}

OPENMM_CAPI int32_t openmm_context_set_parameter(openmm_context* context, const char* name, double value) {
  return guarded([=] { of(context).setParameter(&need(name, "name"), value); });
}

OPENMM_CAPI int32_t openmm_context_get_integrator(const openmm_context* context, const char* name, double* value) {
  return guarded([=] {
    need(value, "value") = openmm_capi::getIntegratorValue(*need(context, "context").integrator, &need(name, "name"));
  });
}

OPENMM_CAPI int32_t openmm_context_set_integrator(openmm_context* context, const char* name, double value) {
  return guarded(
      [=] { openmm_capi::setIntegratorValue(*need(context, "context").integrator, &need(name, "name"), value); });
}

OPENMM_CAPI int32_t openmm_context_step(openmm_context* context, int32_t steps) {
  return guarded([=] { need(context, "context").integrator->step(steps); });
}

OPENMM_CAPI int32_t openmm_context_minimize(openmm_context* context, double tolerance, int32_t max_iterations) {
  return guarded([=] { OpenMM::LocalEnergyMinimizer::minimize(of(context), tolerance, max_iterations); });
}

OPENMM_CAPI int32_t openmm_context_reinitialize(openmm_context* context, int32_t preserve_state) {
  return guarded([=] { of(context).reinitialize(preserve_state != 0); });
}

OPENMM_CAPI int32_t openmm_context_molecule_count(const openmm_context* context, int32_t* count) {
  return guarded([=] { need(count, "count") = static_cast<int32_t>(of(context).getMolecules().size()); });
}

OPENMM_CAPI int32_t openmm_context_address(openmm_context* context, int64_t* address) {
  return guarded([=] { need(address, "address") = reinterpret_cast<int64_t>(&of(context)); });
}

OPENMM_CAPI int32_t openmm_context_checkpoint(openmm_context* context) {
  return guarded([=] {
    std::ostringstream stream(std::ios::out | std::ios::binary);
    of(context).createCheckpoint(stream);
    text() = stream.str();
  });
}

OPENMM_CAPI int32_t openmm_context_load_checkpoint(openmm_context* context, const void* bytes, int64_t size) {
  return guarded([=] {
    const char* first = &need(static_cast<const char*>(bytes), "bytes");
    std::istringstream stream(std::string(first, static_cast<size_t>(size)), std::ios::in | std::ios::binary);
    stream.exceptions(std::ios::failbit | std::ios::badbit);
    try {
      of(context).loadCheckpoint(stream);
    } catch (const std::ios::failure&) {
      throw OpenMM::OpenMMException("The checkpoint ends too early: it is damaged, or another System wrote it.");
    }
  });
}

}  // extern "C"
