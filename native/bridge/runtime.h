// SPDX-License-Identifier: MIT
// The one .NET runtime of the process.
#pragma once

#include <cstdint>

#include "ilmlff_api.h"

namespace ilmlff {

// Starts .NET once; later calls return ILMLFF_OK. After a failure another attempt is allowed.
int32_t start(const ilmlff_start_options* options);

// Takes the entry points of a host that is a .NET program itself.
int32_t set_api(const ilmlff_api* table, int64_t size);

// The entry points, or null before the start.
const ilmlff_api* api();

// True in a child process forked after the start: its copy of .NET has lost its threads and must not be called.
bool forked_after_start();

// Says so, as the error of the function named.
int32_t refuse_after_fork(const char* function);

}  // namespace ilmlff
