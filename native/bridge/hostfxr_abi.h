// SPDX-License-Identifier: MIT
// The part of .NET's hosting interface that we use (libhostfxr.so; documented in dotnet/runtime, docs/design/features/
// native-hosting.md; stable since .NET 5).
#pragma once

#include <cstddef>
#include <cstdint>

namespace ilmlff::hostfxr {

using Handle = void*;
using ErrorWriter = void (*)(const char* message);

struct InitializeParameters {
  size_t size;
  const char* host_path;
  const char* dotnet_root;
};

using SetErrorWriter = ErrorWriter (*)(ErrorWriter writer);  // of the calling thread; returns the one before
using InitializeForRuntimeConfig = int32_t (*)(const char* runtimeconfig, const InitializeParameters* parameters,
                                               Handle* context);
using GetRuntimeDelegate = int32_t (*)(Handle context, int32_t type, void** function);
using Close = int32_t (*)(Handle context);

constexpr int32_t kLoadAssemblyAndGetFunctionPointer = 5;  // hdt_load_assembly_and_get_function_pointer
using LoadAssemblyAndGetFunctionPointer = int32_t (*)(const char* assembly, const char* type, const char* method,
                                                      const char* delegate_type, void* reserved, void** function);
inline const char* const kUnmanagedCallersOnly = reinterpret_cast<const char*>(-1);

// Results; negative values are failures.
constexpr uint32_t kFrameworkMissing = 0x80008096;
constexpr uint32_t kInvalidConfigFile = 0x80008093;
constexpr uint32_t kOutOfMemory = 0x8007000E;

}  // namespace ilmlff::hostfxr
