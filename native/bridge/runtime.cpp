// SPDX-License-Identifier: MIT
#include "runtime.h"

#include <dlfcn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>

#include "dotnet_location.h"
#include "host_process.h"
#include "hostfxr.h"
#include "managed_folder.h"
#include "messages.h"

namespace ilmlff {
namespace {

constexpr const char* kInstall =
    "Install .NET 10 (https://dotnet.microsoft.com/download), or set DOTNET_ROOT to the folder that holds 'dotnet', "
    "'host' "
    "and 'shared'.";

std::mutex start_mutex;
ilmlff_api table{};
std::atomic<const ilmlff_api*> started{nullptr};
std::atomic<pid_t> start_pid{0};

std::string hex(int32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<uint32_t>(code));
  return text;
}

// hostfxr's words of one call, which would go to stderr otherwise.
std::string hostfxr_text;
void collect(const char* message) {
  hostfxr_text.append("\n").append(message);
}

template <class Call>
int32_t listening(const Hostfxr& hostfxr, Call call) {
  hostfxr_text.clear();
  const Hostfxr::ErrorWriter before = hostfxr.set_error_writer(collect);
  const int32_t code = call();
  hostfxr.set_error_writer(before);
  return code;
}

// hostfxr after a successful initialisation.
struct Initialized {
  Hostfxr hostfxr{nullptr};
  Hostfxr::Context context = nullptr;
  std::string dotnet;  // whose, for error texts
};

std::string refusal_text(const std::string& dotnet, const std::string& config, int32_t code) {
  switch (static_cast<uint32_t>(code)) {
    case Hostfxr::kFrameworkMissing:
      return dotnet + " does not have the version that " + config + " asks for." + hostfxr_text + "\n" + kInstall;
    case Hostfxr::kInvalidConfigFile:
      return config + " can't be read: build again (native/build.sh) to make it anew." + hostfxr_text;
    default:
      return dotnet + " could not be initialised, code " + hex(code) + "." + hostfxr_text + "\n" + kInstall;
  }
}

// True when this hostfxr can serve the runtimeconfig; otherwise why tells.
bool try_hostfxr(const Hostfxr& hostfxr, const std::string& dotnet, const char* root, const std::string& config,
                 Initialized& result, std::string& why) {
  const Hostfxr::Parameters parameters{sizeof parameters, nullptr, root};
  Hostfxr::Context context = nullptr;
  const int32_t code = listening(hostfxr, [&] {
    return hostfxr.initialize_for_runtime_config(config.c_str(), root != nullptr ? &parameters : nullptr, &context);
  });
  if (code >= 0 && context != nullptr) {  // 1 and 2: .NET runs in this process already
    result = {hostfxr, context, dotnet};
    return true;
  }
  if (context != nullptr) hostfxr.close(context);
  why = refusal_text(dotnet, config, code);
  return false;
}

// In a process that runs .NET already only its own hostfxr knows the running runtime.
bool try_running(const std::string& config, Initialized& result, std::string& why) {
  if (dlopen("libcoreclr.so", RTLD_LAZY | RTLD_NOLOAD) == nullptr) return false;
  const Hostfxr hostfxr(dlopen("libhostfxr.so", RTLD_LAZY | RTLD_NOLOAD));
  return hostfxr.complete() && try_hostfxr(hostfxr, "The .NET of this process", nullptr, config, result, why);
}

bool try_installed(const DotnetInstallation& installation, const std::string& config, Initialized& result,
                   std::string& why) {
  const std::string path = find_hostfxr(installation.root);
  void* library = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  const Hostfxr hostfxr(library);
  if (!hostfxr.complete()) {
    const char* text = library == nullptr ? dlerror() : "it is older than .NET 5";
    why = path + " can't be used: " + (text != nullptr ? text : "unknown error") + ". " + kInstall;
    return false;
  }
  const std::string dotnet = "The .NET in " + installation.root + " (found through " + installation.origin + ")";
  return try_hostfxr(hostfxr, dotnet, installation.root.c_str(), config, result, why);
}

// The first installation that has the right version; when none has, the text is about the first one.
int32_t initialize(const DotnetSearch& search, const std::string& config, Initialized& result) {
  std::string why;
  if (try_running(config, result, why)) return ILMLFF_OK;
  for (const DotnetInstallation& installation : search.found) {
    std::string why_this;
    if (try_installed(installation, config, result, why_this)) return ILMLFF_OK;
    if (why.empty()) why = why_this;
  }
  if (why.empty()) {
    why = ".NET was not found. Looked in:";
    for (const std::string& line : search.looked_in) why += "\n  " + line;
    why += std::string("\n") + kInstall;
  }
  return fail(ILMLFF_MISSING_PROGRAM, why);
}

// .NET reserves address space (not memory) in advance; a limit on it is the usual reason when the start itself fails.
std::string memory_limit_hint() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return "";
  return " The address space of this process is limited to " + std::to_string(limit.rlim_cur / 1048576) +
         " MiB, and .NET needs about 2 GiB of it besides the program's own: raise 'ulimit -v' (of the shell or the "
         "batch "
         "system), best to 'unlimited'.";
}

std::string version_mismatch_text(const std::string& assembly, int32_t version) {
  return "libilmlff.so and " + assembly + " are of different versions (interface " +
         std::to_string(ILMLFF_ABI_VERSION) + " and " + std::to_string(version) +
         "): build both again (native/build.sh) and keep the files of one build together.";
}

int32_t fetch_table(const Initialized& dotnet, const std::string& assembly) {
  void* function = nullptr;
  int32_t code = listening(dotnet.hostfxr, [&] {
    return dotnet.hostfxr.get_runtime_delegate(dotnet.context, Hostfxr::kLoadAssemblyAndGetFunctionPointer, &function);
  });
  dotnet.hostfxr.close(dotnet.context);
  if (code < 0 || function == nullptr)
    return fail(ILMLFF_MISSING_PROGRAM,
                dotnet.dotnet + " could not be started, code " + hex(code) + "." + memory_limit_hint() + hostfxr_text);

  const auto load = reinterpret_cast<Hostfxr::LoadAssemblyAndGetFunctionPointer>(function);
  void* get_api = nullptr;
  code = load(assembly.c_str(), "IonicMlff.Host.EntryPoints, IonicMlff.Host", "GetApi",
              Hostfxr::unmanaged_callers_only(), nullptr, &get_api);
  if (code < 0 || get_api == nullptr)
    return fail(ILMLFF_MISSING_PROGRAM, assembly + " could not be loaded, code " + hex(code) +
                                            ": it, or a dll beside it, is damaged or of another version. Build again "
                                            "(native/build.sh).");

  ilmlff_api filled{};
  filled.struct_size = sizeof filled;
  filled.abi_version = ILMLFF_ABI_VERSION;
  if (reinterpret_cast<ilmlff_get_api_fn>(get_api)(&filled) != ILMLFF_OK || filled.abi_version != ILMLFF_ABI_VERSION)
    return fail(ILMLFF_FAILED, version_mismatch_text(assembly, filled.abi_version));
  table = filled;
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
  if (api() != nullptr) return forked_after_start() ? refuse_after_fork("ilmlff_start") : ILMLFF_OK;
  if (options != nullptr && options->struct_size != sizeof *options)
    return fail(ILMLFF_USAGE, "ilmlff_start: ilmlff_start_options has " + std::to_string(options->struct_size) +
                                  " bytes in the caller and " + std::to_string(sizeof *options) +
                                  " here: set struct_size, and compile the caller with the ilmlff.h of this library.");
  const DefaultFloatingPoint default_floating_point;  // inherited by the threads that .NET starts

  // 1. The C# assembly and its runtimeconfig.
  ManagedFiles files;
  int32_t status = find_managed_files(options != nullptr ? options->managed_dir : nullptr, files);
  if (status != ILMLFF_OK) return status;

  // 2. The installations of .NET on this machine.
  const DotnetSearch search = find_dotnet(options != nullptr ? options->dotnet_root : nullptr);

  // 3. The first of them that has the right version.
  Initialized dotnet;
  status = initialize(search, files.config, dotnet);
  if (status != ILMLFF_OK) return status;

  // 4. The runtime running, our assembly loaded, the table of its entry points filled.
  status = fetch_table(dotnet, files.assembly);
  if (status == ILMLFF_OK) publish_table();
  return status;
}

int32_t set_api(const ilmlff_api* given, int64_t size) {
  const std::lock_guard<std::mutex> lock(start_mutex);
  if (api() != nullptr)
    return fail(ILMLFF_USAGE, "ilmlff_set_api: the C# entry points are already known in this process.");
  if (given == nullptr || size != sizeof table || given->struct_size != sizeof table ||
      given->abi_version != ILMLFF_ABI_VERSION)
    return fail(ILMLFF_USAGE, version_mismatch_text("the IonicMlff.Host.dll of the calling program",
                                                    given != nullptr ? given->abi_version : 0));
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

int32_t refuse_after_fork(const char* function) {
  return fail(ILMLFF_FAILED,
              std::string(function) +
                  ": this process was forked after .NET was started, and .NET does not survive a fork. "
                  "Start .NET in the child only (ilmlff_start, opening a model), or start the child with "
                  "exec (Python: multiprocessing.set_start_method('spawn')).");
}

}  // namespace ilmlff
