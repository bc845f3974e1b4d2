// SPDX-License-Identifier: GPL-2.0-only
#include "evaluator.h"

#include <mutex>

namespace ilmlff_lammps {
namespace {

// Log lines may come from any thread and at any time; they are kept until the pair style has a moment to print them.
std::mutex log_lock;
std::vector<std::pair<std::string, bool>> log_lines;

void keep_line(void*, int32_t level, const char* message) {
  std::lock_guard<std::mutex> guard(log_lock);
  log_lines.emplace_back(message, level == ILMLFF_LOG_WARNING);
}

}  // namespace

void check(int32_t status) {
  if (status == ILMLFF_OK) return;
  std::string text(static_cast<std::size_t>(ilmlff_last_error(nullptr, 0)) + 1, '\0');
  ilmlff_last_error(&text[0], static_cast<int64_t>(text.size()));
  text.resize(text.size() - 1);
  throw EvaluatorError(text.empty() ? "failed with status " + std::to_string(status) : text);
}

Evaluator::Evaluator(const Settings& settings, const std::vector<std::string>& elements) {
  if (ilmlff_abi_version() != ILMLFF_ABI_VERSION)
    throw EvaluatorError("libilmlff.so has interface version " + std::to_string(ilmlff_abi_version()) +
                         ", but this pair style was built for version " + std::to_string(ILMLFF_ABI_VERSION) +
                         ": rebuild both together");
  ilmlff_set_log(keep_line, nullptr);
  check(ilmlff_start(nullptr));

  std::vector<const char*> models, symbols, words;
  for (const std::string& word : settings.own_words) words.push_back(word.c_str());
  for (const std::string& model : settings.models) models.push_back(model.c_str());
  for (const std::string& element : elements) symbols.push_back(element.c_str());

  ilmlff_open_options options = {};
  options.struct_size = sizeof(options);
  options.models = models.data();
  options.model_count = static_cast<int32_t>(models.size());
  options.threads = settings.threads;
  options.elements = symbols.data();
  options.element_count = static_cast<int32_t>(symbols.size());
  options.precision = settings.mixed ? ILMLFF_MIXED : ILMLFF_DOUBLE;
  options.backend = settings.backend.c_str();
  options.device = settings.device.c_str();
  options.head = settings.head.empty() ? nullptr : settings.head.c_str();
  options.skin = -1;
  options.total_charge = settings.charge;
  options.total_spin = settings.spin;
  options.frame_parameters = settings.fparam.empty() ? nullptr : settings.fparam.data();
  options.frame_parameter_count = static_cast<int32_t>(settings.fparam.size());
  options.atom_parameters = settings.aparam.empty() ? nullptr : settings.aparam.data();
  options.atom_parameter_count = static_cast<int32_t>(settings.aparam.size());
  options.words = words.data();
  options.word_count = static_cast<int32_t>(words.size());
  check(ilmlff_open(&options, &handle_));

  info_.struct_size = sizeof(info_);
  const int32_t described = ilmlff_describe(handle_, &info_);
  if (described != ILMLFF_OK) {
    ilmlff_close(handle_);
    check(described);
  }
}

void Evaluator::compute(const ilmlff_atoms& atoms, ilmlff_results& results) {
  check(ilmlff_compute(handle_, &atoms, &results));
}

std::vector<std::pair<std::string, bool>> Evaluator::take_log() {
  std::lock_guard<std::mutex> guard(log_lock);
  return std::exchange(log_lines, {});
}

}  // namespace ilmlff_lammps
