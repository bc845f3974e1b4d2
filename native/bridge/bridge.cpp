// SPDX-License-Identifier: MIT
#include "ilmlff.h"
extern "C" {
#define EXPORT __attribute__((visibility("default")))
EXPORT int32_t ilmlff_abi_version(void) { return ILMLFF_ABI_VERSION; }
EXPORT int32_t ilmlff_start(const ilmlff_start_options*) { return ILMLFF_FAILED; }
EXPORT int32_t ilmlff_set_api(const void*, int64_t) { return ILMLFF_FAILED; }
EXPORT int64_t ilmlff_last_error(char* b, int64_t n) { if (b && n > 0) *b = 0; return 0; }
EXPORT void ilmlff_set_log(ilmlff_log_fn, void*) {}
EXPORT int32_t ilmlff_open(const ilmlff_open_options*, ilmlff_evaluator**) { return ILMLFF_FAILED; }
EXPORT int32_t ilmlff_describe(ilmlff_evaluator*, ilmlff_model_info*) { return ILMLFF_FAILED; }
EXPORT int32_t ilmlff_compute(ilmlff_evaluator*, const ilmlff_atoms*, ilmlff_results*) { return ILMLFF_FAILED; }
EXPORT void ilmlff_close(ilmlff_evaluator*) {}
EXPORT int64_t ilmlff_layout(char*, int64_t) { return 0; }
}
