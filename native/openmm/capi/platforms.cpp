// SPDX-License-Identifier: MIT
#include "support.h"

using OpenMM::Platform;
using openmm_capi::guarded;
using openmm_capi::need;
using openmm_capi::text;

namespace {

void setLines(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += (all.empty() ? "" : "\n") + line;
  text() = all;
}

Platform& named(const char* name) {
  return Platform::getPlatformByName(&need(name, "platform"));
}

}  // namespace

extern "C" {

OPENMM_CAPI int32_t openmm_default_plugin_folder(void) {
  return guarded([] { text() = Platform::getDefaultPluginsDirectory(); });
}

OPENMM_CAPI int32_t openmm_load_plugins(const char* folder) {
  return guarded([=] { setLines(Platform::loadPluginsFromDirectory(&need(folder, "folder"))); });
}

OPENMM_CAPI int32_t openmm_load_plugin(const char* file) {
  return guarded([=] { Platform::loadPluginLibrary(&need(file, "file")); });
}

OPENMM_CAPI int32_t openmm_plugin_failures(void) {
  return guarded([] { setLines(Platform::getPluginLoadFailures()); });
}

OPENMM_CAPI int32_t openmm_platform_count(void) {
  return Platform::getNumPlatforms();
}

OPENMM_CAPI int32_t openmm_platform_name(int32_t index) {
  return guarded([=] { text() = Platform::getPlatform(index).getName(); });
}

OPENMM_CAPI int32_t openmm_platform_speed(const char* platform, double* speed) {
  return guarded([=] { need(speed, "speed") = named(platform).getSpeed(); });
}

OPENMM_CAPI int32_t openmm_platform_properties(const char* platform) {
  return guarded([=] {
    const Platform& found = named(platform);
    std::vector<std::string> lines;
    for (const std::string& name : found.getPropertyNames()) {
      lines.push_back(name + "=" + found.getPropertyDefaultValue(name));
    }
    setLines(lines);
  });
}

}  // extern "C"
