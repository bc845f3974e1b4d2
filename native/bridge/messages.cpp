// SPDX-License-Identifier: MIT
#include "messages.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <utility>

namespace ilmlff {
namespace {

thread_local std::string error_text;

std::mutex log_mutex;
ilmlff_log_fn log_function = nullptr;
void* log_context = nullptr;

}  // namespace

int32_t fail(int32_t status, std::string text) {
  error_text = std::move(text);
  return status;
}

const std::string& last_error() {
  return error_text;
}

int64_t copy_text(const std::string& text, char* buffer, int64_t capacity) {
  const auto length = static_cast<int64_t>(text.size());
  if (buffer == nullptr || capacity <= 0) return length;
  int64_t n = std::min(length, capacity - 1);
  // 10xxxxxx continues a UTF-8 character: step back to its first byte.
  while (n > 0 && n < length && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  std::memcpy(buffer, text.data(), static_cast<size_t>(n));
  buffer[n] = '\0';
  return length;
}

void set_log(ilmlff_log_fn function, void* context) {
  const std::lock_guard<std::mutex> lock(log_mutex);
  log_function = function;
  log_context = context;
}

void log(void*, int32_t level, const char* message) {
  ilmlff_log_fn function;
  void* context;
  {
    const std::lock_guard<std::mutex> lock(log_mutex);
    function = log_function;
    context = log_context;
  }
  if (function != nullptr) {
    function(context, level, message);
  } else if (level >= ILMLFF_LOG_WARNING) {
    std::fprintf(stderr, "ilmlff: warning: %s\n", message);
  }
}

}  // namespace ilmlff
