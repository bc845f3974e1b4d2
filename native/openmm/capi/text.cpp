// SPDX-License-Identifier: MIT
// The thread's text, the layout of the shared structs, the version.
#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "support.h"

static_assert(sizeof(OpenMM::Vec3) == sizeof(openmm_vec3), "states hand out OpenMM's own vectors");

namespace openmm_capi {

std::string& text() {
  static thread_local std::string value;
  return value;
}

}  // namespace openmm_capi

using openmm_capi::guarded;
using openmm_capi::text;

#define STRUCT(name) text() += std::string(#name) + " " + std::to_string(sizeof(name))
#define FIELD(name, field) text() += std::string(" " #field ":") + std::to_string(offsetof(name, field))
#define END text() += "\n"

extern "C" {

OPENMM_CAPI int32_t openmm_capi_version(void) {
  return OPENMM_CAPI_VERSION;
}

OPENMM_CAPI int64_t openmm_text(char* buffer, int64_t capacity) {
  const std::string& value = text();
  auto size = static_cast<int64_t>(value.size());
  if (buffer != nullptr && capacity > 0) std::memcpy(buffer, value.data(), std::min(size, capacity));
  return size;
}

OPENMM_CAPI int32_t openmm_layout(void) {
  return guarded([] {
    text().clear();
    STRUCT(openmm_vec3);
    FIELD(openmm_vec3, x);
    FIELD(openmm_vec3, y);
    FIELD(openmm_vec3, z);
    END;
    STRUCT(openmm_state_info);
    FIELD(openmm_state_info, step_count);
    FIELD(openmm_state_info, time);
    FIELD(openmm_state_info, potential_energy);
    FIELD(openmm_state_info, kinetic_energy);
    FIELD(openmm_state_info, volume);
    FIELD(openmm_state_info, box);
    FIELD(openmm_state_info, types);
    FIELD(openmm_state_info, reserved);
    END;
  });
}

OPENMM_CAPI int32_t openmm_version(void) {
  return guarded([] { text() = OpenMM::Platform::getOpenMMVersion(); });
}

OPENMM_CAPI int32_t openmm_library_file(void) {
  return guarded([] {
    Dl_info info{};
    auto* inside = reinterpret_cast<const void*>(&OpenMM::Platform::getOpenMMVersion);
    if (dladdr(inside, &info) == 0 || info.dli_fname == nullptr) throw std::runtime_error("dladdr failed");
    text() = info.dli_fname;
  });
}

}  // extern "C"
