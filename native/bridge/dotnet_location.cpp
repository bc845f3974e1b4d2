// SPDX-License-Identifier: MIT
#include "dotnet_location.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ilmlff {
namespace {

namespace fs = std::filesystem;

#if defined(__aarch64__)
constexpr const char* kRootVariable = "DOTNET_ROOT_ARM64";
constexpr const char* kLocationFile = "/etc/dotnet/install_location_arm64";
#else
constexpr const char* kRootVariable = "DOTNET_ROOT_X64";
constexpr const char* kLocationFile = "/etc/dotnet/install_location_x64";
#endif

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// "10.0.3" > "10.0.0" > "10.0.0-rc.2" > "9.0.11": numbers first, then releases before previews.
struct Version {
  std::array<long, 3> numbers{};
  bool release = true;
  std::string label;

  explicit Version(const std::string& text) {
    const size_t dash = text.find('-');
    release = dash == std::string::npos;
    if (!release) label = text.substr(dash + 1);
    std::istringstream parts(text.substr(0, dash));
    std::string part;
    for (size_t i = 0; i < numbers.size() && std::getline(parts, part, '.'); ++i)
      numbers[i] = std::strtol(part.c_str(), nullptr, 10);
  }

  bool operator<(const Version& other) const {
    if (numbers != other.numbers) return numbers < other.numbers;
    if (release != other.release) return other.release;
    return label < other.label;
  }
};

class Search {
 public:
  // Notes the place; true when a .NET installation is there.
  bool try_root(const std::string& root, const std::string& origin) {
    std::error_code ignored;
    if (!fs::is_directory(root, ignored)) return note(origin, root + " is not a folder");
    if (find_hostfxr(root).empty()) return note(origin, "no host/fxr/VERSION/libhostfxr.so in " + root);
    const bool known = std::any_of(result.found.begin(), result.found.end(), [&](const DotnetInstallation& other) {
      return fs::equivalent(other.root, root, ignored);
    });
    if (!known) result.found.push_back({root, origin});
    note(origin, root);
    return true;
  }

  bool note(const std::string& origin, const std::string& text) {
    result.looked_in.push_back(origin + ": " + text);
    return false;
  }

  DotnetSearch result;
};

void search_path(Search& search) {
  std::istringstream folders(environment("PATH"));
  std::string folder;
  bool any = false;
  while (std::getline(folders, folder, ':')) {
    if (folder.empty()) continue;
    const std::string program = folder + "/dotnet";
    if (access(program.c_str(), X_OK) != 0) continue;
    std::error_code error;
    const fs::path real = fs::canonical(program, error);  // /usr/bin/dotnet -> /usr/share/dotnet/dotnet
    if (error || fs::is_directory(real, error)) continue;
    any = true;
    search.try_root(real.parent_path().string(), "PATH (" + program + ")");
  }
  if (!any) search.note("PATH", "no program 'dotnet' in its folders");
}

void search_location_file(Search& search, const std::string& file) {
  std::ifstream stream(file);
  std::string root;
  if (!stream || !std::getline(stream, root) || root.empty()) {
    search.note(file, "not there");
    return;
  }
  search.try_root(root, file);
}

}  // namespace

std::string find_hostfxr(const std::string& root) {
  std::error_code error;
  std::string best;
  for (fs::directory_iterator entry(root + "/host/fxr", error), end; !error && entry != end; entry.increment(error)) {
    const std::string version = entry->path().filename().string();
    std::error_code ignored;
    if (!fs::exists(entry->path() / "libhostfxr.so", ignored)) continue;
    if (best.empty() || Version(best) < Version(version)) best = version;
  }
  return best.empty() ? "" : root + "/host/fxr/" + best + "/libhostfxr.so";
}

DotnetSearch find_dotnet(const char* explicit_root, const std::string& filesystem_root) {
  Search search;
  if (explicit_root != nullptr && *explicit_root != '\0') {
    search.try_root(explicit_root, "given folder");
    return search.result;
  }
  for (const char* variable : {kRootVariable, "DOTNET_ROOT"}) {
    const std::string root = environment(variable);
    if (!root.empty()) {
      search.try_root(root, variable);
      return search.result;
    }
  }
  search.note("DOTNET_ROOT", "not set");
  search_path(search);
  search_location_file(search, filesystem_root + kLocationFile);
  search_location_file(search, filesystem_root + "/etc/dotnet/install_location");
  for (const char* folder : {"/usr/share/dotnet", "/usr/lib/dotnet"})
    search.try_root(filesystem_root + folder, "default folder");
  const std::string home = environment("HOME");
  if (!home.empty()) search.try_root(home + "/.dotnet", "folder of dotnet-install.sh");
  return search.result;
}

}  // namespace ilmlff
