// SPDX-License-Identifier: MIT
#include "managed_folder.h"

#include <dlfcn.h>

#include <filesystem>

#include "ilmlff.h"
#include "messages.h"

namespace ilmlff {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAssembly = "IonicMlff.Host.dll";
constexpr const char* kConfig = "IonicMlff.Host.runtimeconfig.json";

// Relative to libilmlff.so: in the build tree, in a package, in /usr/local/lib, all in one folder.
constexpr const char* kPlaces[] = {"../managed", "managed", "ilmlff/managed", "."};

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

fs::path folder_of_this_library() {
  Dl_info info;
  std::error_code error;
  if (dladdr(reinterpret_cast<const void*>(&ilmlff_start), &info) == 0 || info.dli_fname == nullptr) return {};
  return fs::canonical(info.dli_fname, error).parent_path();
}

}  // namespace

int32_t find_managed_files(const char* given_folder, ManagedFiles& files) {
  fs::path folder;
  std::string looked_in;
  if (given_folder != nullptr && *given_folder != '\0') {
    std::error_code error;
    folder = fs::absolute(given_folder, error);  // hostfxr wants full paths
    looked_in = folder.string();
  } else {
    for (const char* place : kPlaces) {
      folder = (folder_of_this_library() / place).lexically_normal();
      if (is_there(folder / kAssembly)) break;
      looked_in += (looked_in.empty() ? "" : ", ") + folder.string();
    }
  }
  files = {(folder / kAssembly).string(), (folder / kConfig).string()};
  if (!is_there(files.assembly))
    return fail(ILMLFF_MISSING_PROGRAM,
                std::string(kAssembly) + " was not found (looked in: " + looked_in +
                    "). It is built together with libilmlff.so into the folder 'managed': build again "
                    "(native/build.sh), or keep 'lib' and 'managed' side by side when you move them.");
  if (!is_there(files.config))
    return fail(ILMLFF_MISSING_PROGRAM,
                std::string(kConfig) + " is missing in " + folder.string() + ", beside " + kAssembly +
                    ". .NET can't start without it: build again (native/build.sh), or copy the whole folder 'managed', "
                    "not only its dll files.");
  return ILMLFF_OK;
}

}  // namespace ilmlff
