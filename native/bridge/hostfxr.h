// SPDX-License-Identifier: MIT
// The part of .NET's hosting interface that we use (libhostfxr.so; documented in dotnet/runtime, docs/design/features/
// native-hosting.md; stable since .NET 5).
#pragma once

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>

namespace ilmlff {

struct Hostfxr {
  using Context = void*;
  using ErrorWriter = void (*)(const char* message);
  struct Parameters {
    size_t size;
    const char* host_path;
    const char* dotnet_root;
  };

  // Sets the calling thread's writer (null: stderr) and returns the one before.
  ErrorWriter (*set_error_writer)(ErrorWriter writer) = nullptr;
  int32_t (*initialize_for_runtime_config)(const char* runtimeconfig, const Parameters* parameters,
                                           Context* context) = nullptr;
  int32_t (*get_runtime_delegate)(Context context, int32_t type, void** function) = nullptr;
  int32_t (*close)(Context context) = nullptr;

  explicit Hostfxr(void* library) {
    if (library == nullptr) return;
    find(library, "hostfxr_set_error_writer", set_error_writer);
    find(library, "hostfxr_initialize_for_runtime_config", initialize_for_runtime_config);
    find(library, "hostfxr_get_runtime_delegate", get_runtime_delegate);
    find(library, "hostfxr_close", close);
  }

  bool complete() const {
    return set_error_writer != nullptr && initialize_for_runtime_config != nullptr && get_runtime_delegate != nullptr &&
           close != nullptr;
  }

  // get_runtime_delegate with type kLoadAssemblyAndGetFunctionPointer gives a LoadAssemblyAndGetFunctionPointer.
  static constexpr int32_t kLoadAssemblyAndGetFunctionPointer = 5;
  using LoadAssemblyAndGetFunctionPointer = int32_t (*)(const char* assembly, const char* type, const char* method,
                                                        const char* delegate_type, void* reserved, void** function);
  static const char* unmanaged_callers_only() { return reinterpret_cast<const char*>(-1); }  // as delegate_type

  // Failures are negative; these have texts of their own.
  static constexpr uint32_t kFrameworkMissing = 0x80008096;
  static constexpr uint32_t kInvalidConfigFile = 0x80008093;

 private:
  template <class Function>
  static void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
  }
};

}  // namespace ilmlff
