// SPDX-License-Identifier: MIT
// What the library has to say: the last error of each thread, and log lines.
#pragma once

#include <cstdint>
#include <string>

#include "ilmlff.h"

namespace ilmlff {

// Keeps the text as this thread's last error and returns the status.
int32_t fail(int32_t status, std::string text);

// Copies a text as ilmlff_last_error promises: terminated, cut between characters, full length returned.
int64_t copy_text(const std::string& text, char* buffer, int64_t capacity);

const std::string& last_error();

void set_log(ilmlff_log_fn log, void* context);
void log(void* unused, int32_t level, const char* message);

}  // namespace ilmlff
