// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace ilmlff {

// The C# side: IonicMlff.Host.dll and its runtimeconfig, full paths.
struct ManagedFiles {
  std::string assembly;
  std::string config;
};

// In the given folder, or (null) in the one that belongs to this library. Returns an ilmlff_status.
int32_t find_managed_files(const char* given_folder, ManagedFiles& files);

}  // namespace ilmlff
