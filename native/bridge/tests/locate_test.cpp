// SPDX-License-Identifier: MIT
// Prints what the search for .NET finds below a made-up file system. usage: locate_test FILESYSTEM_ROOT [EXPLICIT_ROOT]
#include <cstdio>

#include "dotnet_location.h"

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const ilmlff::DotnetSearch search = ilmlff::find_dotnet(argc > 2 ? argv[2] : nullptr, argv[1]);
  for (const auto& dotnet : search.found)
    std::printf("found %s | %s | %s\n", dotnet.root.c_str(), dotnet.origin.c_str(),
                ilmlff::find_hostfxr(dotnet.root).c_str());
  for (const auto& line : search.looked_in) std::printf("looked %s\n", line.c_str());
  return 0;
}
