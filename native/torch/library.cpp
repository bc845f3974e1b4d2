// SPDX-License-Identifier: MIT
// Errors, versions, threads, devices, memory.
#include "support.h"

#include <ATen/Parallel.h>
#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdlib>
#include <initializer_list>

using ilmlff::guarded;

namespace {
thread_local std::string error_text;
}

void ilmlff::keep_error(const std::string& text) noexcept {
  try {
    error_text = text;
  } catch (...) {
    error_text.clear();
  }
}

void ilmlff::keep_error() noexcept {
  try {
    throw;
  } catch (const c10::Error& e) {
    // "Exception raised from ..." and the frames below it are of no use to a caller.
    std::string text = e.what_without_backtrace();
    keep_error(text.substr(0, text.find("\nException raised from")));
  } catch (const std::bad_alloc&) {
    keep_error("out of memory");
  } catch (const std::exception& e) {
    keep_error(e.what());
  } catch (...) {
    keep_error("unknown C++ exception");
  }
}

const char* ilmlff_torch_error(void) {
  return error_text.c_str();
}

// Also read from the file, before anything is loaded: the two words behind the mark.
const char* ilmlff_torch_built(void) {
  return "built for libtorch: " TORCH_VERSION " " ILMLFF_TORCH_FOLDER;
}

const char* ilmlff_torch_loaded_file(void) {
  Dl_info info;
  void* symbol = reinterpret_cast<void*>(static_cast<int (*)()>(&at::get_num_threads));
  return dladdr(symbol, &info) && info.dli_fname ? info.dli_fname : "";
}

int32_t ilmlff_torch_seed(uint64_t seed) {
  return guarded(-1, [&] {
    at::manual_seed(seed);
    return 0;
  });
}

int32_t ilmlff_torch_threads(void) {
  return at::get_num_threads();
}

// libtorch sets its own threads and those of MKL, but leaves OpenBLAS with one for every core: they wait by calling
// sched_yield and take a core from others even when libtorch runs on one thread.
void ilmlff_torch_set_threads(int32_t count) {
  guarded(0, [&] {
    at::set_num_threads(count);
    using SetThreads = void (*)(int);
    auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (set && !std::getenv("OPENBLAS_NUM_THREADS")) set(count);
    return 0;
  });
}

int32_t ilmlff_torch_blas_threads(void) {
  using GetThreads = int (*)();
  auto get = reinterpret_cast<GetThreads>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get ? get() : 0;
}

int32_t ilmlff_torch_interop_threads(void) {
  return at::get_num_interop_threads();
}

int32_t ilmlff_torch_set_interop_threads(int32_t count) {
  return guarded(-1, [&] {
    at::set_num_interop_threads(count);
    return 0;
  });
}

int32_t ilmlff_torch_cuda_available(void) {
  return guarded(0, [] { return torch::cuda::is_available() ? 1 : 0; });
}

int32_t ilmlff_torch_cuda_devices(void) {
  return guarded(0, [] { return static_cast<int32_t>(torch::cuda::device_count()); });
}

int32_t ilmlff_torch_cuda_synchronize(int32_t index) {
  return guarded(-1, [&] {
    torch::cuda::synchronize(index);
    return 0;
  });
}

int32_t ilmlff_torch_keep_memory(void) {
#ifdef __GLIBC__
  for (const char* name : {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_MAX_",
                           "MALLOC_ARENA_MAX", "GLIBC_TUNABLES"})
    if (std::getenv(name)) return 0;
  // Every tensor above 32 MiB (at most) would be mapped and unmapped, and each fresh page faulted in and zeroed.
  const bool done = mallopt(M_MMAP_THRESHOLD, 1 << 30) == 1 && mallopt(M_TRIM_THRESHOLD, 2000 << 20) == 1 &&
                    mallopt(M_TOP_PAD, 64 << 20) == 1;
  return done ? 1 : 0;
#else
  return 0;
#endif
}
