// SPDX-License-Identifier: MIT
#include "runtime.h"

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>

#include "dotnet_location.h"
#include "host_process.h"
#include "hostfxr_abi.h"
#include "messages.h"

namespace ilmlff {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAssembly = "IonicMlff.Host.dll";
constexpr const char* kConfig = "IonicMlff.Host.runtimeconfig.json";
constexpr const char* kInstall =
    "Install .NET 10 (https://dotnet.microsoft.com/download), or set DOTNET_ROOT to the folder that holds 'dotnet', "
    "'host' and "
    "'shared'.";

std::mutex start_mutex;
ilmlff_api table{};
std::atomic<const ilmlff_api*> started{nullptr};
std::atomic<pid_t> start_pid{0};

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string hex(int32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<uint32_t>(code));
  return text;
}

// Collects what hostfxr would print to stderr.
std::string hostfxr_text;
void collect(const char* message) {
  hostfxr_text.append(hostfxr_text.empty() ? "" : "\n").append(message);
}

// ---- Step 1 --------------------------------------------------------------------------------------------------------

// Folder of IonicMlff.Host.dll: the one given, or the one beside this library in the build tree, a package or an
// installation.
int32_t find_managed_folder(const char* given, std::string& folder) {
  std::string looked_in;
  if (given != nullptr && *given != '\0') {
    folder = given;
    looked_in = folder;
  } else {
    Dl_info info;
    std::error_code error;
    fs::path library;
    if (dladdr(reinterpret_cast<const void*>(&ilmlff_start), &info) != 0 && info.dli_fname != nullptr)
      library = fs::canonical(info.dli_fname, error);
    for (const char* place : {"../managed", "managed", "ilmlff/managed", "."}) {
      const std::string candidate = (library.parent_path() / place).lexically_normal().string();
      looked_in += (looked_in.empty() ? "" : ", ") + candidate;
      if (exists(candidate + "/" + kAssembly)) {
        folder = candidate;
        break;
      }
    }
  }
  if (folder.empty() || !exists(folder + "/" + kAssembly))
    return fail(ILMLFF_MISSING_PROGRAM,
                std::string(kAssembly) + " was not found (looked in: " + looked_in +
                    "). It is built together with libilmlff.so into the folder 'managed': build again "
                    "(native/build.sh), or keep 'lib' and 'managed' side by side when you move them.");
  if (!exists(folder + "/" + kConfig))
    return fail(ILMLFF_MISSING_PROGRAM,
                std::string(kConfig) + " is missing in " + folder + ", beside " + kAssembly +
                    ". .NET can't start without it: build again (native/build.sh), or copy the whole "
                    "folder 'managed', not only its dll files.");
  return ILMLFF_OK;
}

// ---- Step 2 --------------------------------------------------------------------------------------------------------

struct Hostfxr {
  hostfxr::SetErrorWriter set_error_writer = nullptr;
  hostfxr::InitializeForRuntimeConfig initialize = nullptr;
  hostfxr::GetRuntimeDelegate get_delegate = nullptr;
  hostfxr::Close close = nullptr;

  explicit Hostfxr(void* library) {
    if (library == nullptr) return;
    set_error_writer = reinterpret_cast<hostfxr::SetErrorWriter>(dlsym(library, "hostfxr_set_error_writer"));
    initialize =
        reinterpret_cast<hostfxr::InitializeForRuntimeConfig>(dlsym(library, "hostfxr_initialize_for_runtime_config"));
    get_delegate = reinterpret_cast<hostfxr::GetRuntimeDelegate>(dlsym(library, "hostfxr_get_runtime_delegate"));
    close = reinterpret_cast<hostfxr::Close>(dlsym(library, "hostfxr_close"));
  }
  bool complete() const {
    return set_error_writer != nullptr && initialize != nullptr && get_delegate != nullptr && close != nullptr;
  }
};

std::string not_found_text(const DotnetSearch& search) {
  std::string text = ".NET was not found. Looked in:";
  for (const std::string& line : search.looked_in) text += "\n  " + line;
  return text + "\n" + kInstall;
}

// ---- Step 3 --------------------------------------------------------------------------------------------------------

// Why an installation could not be used, with hostfxr's own words.
std::string refusal_text(const DotnetInstallation& dotnet, const std::string& config, int32_t code) {
  const std::string said = hostfxr_text.empty() ? "" : "\n" + hostfxr_text;
  switch (static_cast<uint32_t>(code)) {
    case hostfxr::kFrameworkMissing:
      return "The .NET in " + dotnet.root + " (found through " + dotnet.origin + ") has not the version that " +
             config + " asks for." + said + "\n" + kInstall;
    case hostfxr::kInvalidConfigFile:
      return config + " can't be read: build again (native/build.sh) to make it anew." + said;
    default:
      return "The .NET in " + dotnet.root + " (found through " + dotnet.origin + ") could not be initialised, code " +
             hex(code) + "." + said + "\n" + kInstall;
  }
}

// A context of the first installation that has what the runtimeconfig asks for.
int32_t initialize(const DotnetSearch& search, const std::string& config, Hostfxr& fxr, hostfxr::Handle& context,
                   std::string& root) {
  // A process that runs .NET already has its hostfxr loaded, and only that one knows the running runtime.
  if (void* loaded = dlopen("libhostfxr.so", RTLD_LAZY | RTLD_NOLOAD); loaded != nullptr) {
    fxr = Hostfxr(loaded);
    if (fxr.complete()) {
      fxr.set_error_writer(collect);
      const int32_t code = fxr.initialize(config.c_str(), nullptr, &context);
      fxr.set_error_writer(nullptr);
      root = "this process";
      if (code >= 0 && context != nullptr) return ILMLFF_OK;
      if (context != nullptr) fxr.close(context);
      return fail(ILMLFF_MISSING_PROGRAM, refusal_text({root, "the loaded libhostfxr.so"}, config, code));
    }
  }
  std::string why = not_found_text(search);
  for (size_t i = 0; i < search.found.size(); ++i) {
    const DotnetInstallation& dotnet = search.found[i];
    const std::string path = find_hostfxr(dotnet.root);
    void* library = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    fxr = Hostfxr(library);
    if (!fxr.complete()) {
      const char* text = library == nullptr ? dlerror() : nullptr;
      if (i == 0)
        why = path + " can't be loaded: " + (text ? text : "it lacks functions of .NET 5 and later") + ". " + kInstall;
      continue;
    }
    hostfxr_text.clear();
    const hostfxr::InitializeParameters parameters{sizeof parameters, nullptr, dotnet.root.c_str()};
    fxr.set_error_writer(collect);
    const int32_t code = fxr.initialize(config.c_str(), &parameters, &context);
    fxr.set_error_writer(nullptr);
    root = dotnet.root;
    if (code >= 0 && context != nullptr) return ILMLFF_OK;
    if (context != nullptr) fxr.close(context);
    if (i == 0) why = refusal_text(dotnet, config, code);
  }
  return fail(ILMLFF_MISSING_PROGRAM, why);
}

// ---- Step 4 --------------------------------------------------------------------------------------------------------

std::string version_mismatch_text(const std::string& assembly, int32_t version) {
  return "libilmlff.so and " + assembly + " are of different versions (interface " +
         std::to_string(ILMLFF_ABI_VERSION) + " and " + std::to_string(version) +
         "): build both again (native/build.sh) and keep the files of one build together.";
}

int32_t fetch_api(const Hostfxr& fxr, hostfxr::Handle context, const std::string& root, const std::string& assembly) {
  void* function = nullptr;
  hostfxr_text.clear();
  fxr.set_error_writer(collect);
  int32_t code = fxr.get_delegate(context, hostfxr::kLoadAssemblyAndGetFunctionPointer, &function);
  fxr.set_error_writer(nullptr);
  fxr.close(context);
  if (code < 0 || function == nullptr) {
    const bool memory = static_cast<uint32_t>(code) == hostfxr::kOutOfMemory;
    return fail(
        ILMLFF_MISSING_PROGRAM,
        "The .NET in " + root + " could not be started, code " + hex(code) + ". " + hostfxr_text +
            (memory ? " It could not reserve its address space: raise the limit 'ulimit -v' (of the shell or the batch "
                      "system), best to 'unlimited'."
                    : ""));
  }
  const auto load = reinterpret_cast<hostfxr::LoadAssemblyAndGetFunctionPointer>(function);
  void* entry = nullptr;
  code = load(assembly.c_str(), "IonicMlff.Host.EntryPoints, IonicMlff.Host", "GetApi", hostfxr::kUnmanagedCallersOnly,
              nullptr, &entry);
  if (code < 0 || entry == nullptr)
    return fail(ILMLFF_MISSING_PROGRAM, assembly + " could not be loaded, code " + hex(code) +
                                            ": it, or a dll beside it, is damaged or of another version. Build again "
                                            "(native/build.sh).");
  table = ilmlff_api{};
  table.struct_size = sizeof table;
  table.abi_version = ILMLFF_ABI_VERSION;
  const int32_t status = reinterpret_cast<ilmlff_get_api_fn>(entry)(&table);
  if (table.abi_version != ILMLFF_ABI_VERSION || table.struct_size != sizeof table)
    return fail(ILMLFF_FAILED, version_mismatch_text(assembly, table.abi_version));
  if (status != ILMLFF_OK)
    return fail(status, assembly + ": GetApi failed with status " + std::to_string(status) + ".");
  return ILMLFF_OK;
}

void publish_table() {
  table.set_log(&log, nullptr);
  start_pid = getpid();
  started.store(&table, std::memory_order_release);
}

}  // namespace

int32_t start(const ilmlff_start_options* options) {
  const std::lock_guard<std::mutex> lock(start_mutex);
  if (api() != nullptr) return ILMLFF_OK;
  if (options != nullptr && options->struct_size != sizeof *options)
    return fail(ILMLFF_USAGE, "ilmlff_start: ilmlff_start_options has " + std::to_string(options->struct_size) +
                                  " bytes in the caller and " + std::to_string(sizeof *options) +
                                  " here: set struct_size, and compile the caller with the ilmlff.h of this library.");
  const DefaultFloatingPoint default_floating_point;  // also inherited by the threads that .NET starts

  // 1. The C# assembly and its runtimeconfig.
  std::string folder;
  if (const int32_t status = find_managed_folder(options ? options->managed_dir : nullptr, folder); status != ILMLFF_OK)
    return status;
  std::error_code error;
  if (const fs::path absolute = fs::absolute(folder, error); !error)
    folder = absolute.string();  // hostfxr wants full paths
  const std::string assembly = folder + "/" + kAssembly;
  const std::string config = folder + "/" + kConfig;

  // 2. The installations of .NET on this machine.
  const DotnetSearch search = find_dotnet(options ? options->dotnet_root : nullptr);

  // 3. The first of them with the right version, initialised.
  Hostfxr fxr(nullptr);
  hostfxr::Handle context = nullptr;
  std::string root;
  if (const int32_t status = initialize(search, config, fxr, context, root); status != ILMLFF_OK) return status;

  // 4. The runtime running, our assembly loaded, the table of its entry points filled.
  if (const int32_t status = fetch_api(fxr, context, root, assembly); status != ILMLFF_OK) return status;
  publish_table();
  return ILMLFF_OK;
}

int32_t set_api(const ilmlff_api* given, int64_t size) {
  const std::lock_guard<std::mutex> lock(start_mutex);
  if (api() != nullptr)
    return fail(ILMLFF_USAGE, "ilmlff_set_api: the C# entry points are already known in this process.");
  if (given == nullptr || size != sizeof table || given->struct_size != sizeof table ||
      given->abi_version != ILMLFF_ABI_VERSION)
    return fail(ILMLFF_USAGE,
                version_mismatch_text("the IonicMlff.Host.dll of the calling program", given ? given->abi_version : 0));
  table = *given;
  publish_table();
  return ILMLFF_OK;
}

const ilmlff_api* api() {
  return started.load(std::memory_order_acquire);
}

bool forked_after_start() {
  return getpid() != start_pid.load(std::memory_order_relaxed);
}

}  // namespace ilmlff
