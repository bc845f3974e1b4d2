// SPDX-License-Identifier: MIT
// Finds .NET installations. hostfxr's own search skips PATH and says nothing about where it looked.
#pragma once

#include <string>
#include <vector>

namespace ilmlff {

struct DotnetInstallation {
  std::string root;    // folder with host/fxr and shared
  std::string origin;  // what led there, e.g. "PATH"
};

struct DotnetSearch {
  std::vector<DotnetInstallation> found;  // best first
  std::vector<std::string> looked_in;     // one line per place, with what was there, for the error text
};

// An explicit root (option or DOTNET_ROOT) is taken at its word: when it is wrong, nothing else is tried.
// filesystem_root: put before /etc and /usr (for tests).
DotnetSearch find_dotnet(const char* explicit_root, const std::string& filesystem_root = "");

// Path of the newest libhostfxr.so of an installation; empty when there is none.
std::string find_hostfxr(const std::string& root);

}  // namespace ilmlff
