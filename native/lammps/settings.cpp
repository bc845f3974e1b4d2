// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <cmath>
#include <cstdlib>
#include <utility>

#include "nearest.h"

namespace ilmlff_lammps {
namespace {

const std::vector<std::string> keywords = {
    "out_file",  "out_freq", "atomic",  "relative", "relative_v",          "device",
    "precision", "threads",  "backend", "fparam",   "devi_stop",           "devi_warn",
    "head",      "charge",   "spin",    "aparam",   "fparam_from_compute", "aparam_from_compute"};

// Words of `pair_style deepmd` that can't be obeyed here, and why.
const std::vector<std::pair<std::string, std::string>> refused_words = {
    {"ttm",
     "electron temperatures of 'fix ttm' are not taken from it; give them as 'aparam_from_compute ID' or "
     "'fparam_from_compute ID' with a compute that has them"},
    {"fparam_from_fix",
     "give a compute that has the fix's numbers instead: 'fparam_from_compute ID', e.g. of 'compute ID "
     "all reduce sum f_FIX'"},
    {"virtual_len", "it belongs to models with spins, which are not supported"},
    {"spin_norm", "it belongs to models with spins, which are not supported"},
    {"charge_spin", "write 'charge Q' and 'spin S' (for models that take them)"}};
const std::vector<std::string> precisions = {"double", "mixed"};
const std::vector<std::string> backends = {"auto", "simd", "reference", "torch"};
const std::vector<std::string> devices = {"cpu", "cuda"};
constexpr int most_threads = 1024;

template <typename T>
bool contains(const std::vector<T>& list, const T& item) {
  for (const T& entry : list)
    if (entry == item) return true;
  return false;
}

[[noreturn]] void refuse(const std::string& text) {
  throw SettingsError("pair_style ilmlff: " + text);
}

[[noreturn]] void refuse_value(const std::string& keyword, const std::string& value, const std::string& expected,
                               const std::vector<std::string>& valid = {}) {
  refuse(keyword + " '" + value + "' is not valid: expected " + expected + did_you_mean(value, valid));
}

const std::string* reason_against(const std::string& word) {
  for (const auto& [refused, reason] : refused_words)
    if (refused == word) return &reason;
  return nullptr;
}

bool is_keyword(const std::string& word) {
  return contains(keywords, word) || reason_against(word);
}

double number(const std::string& keyword, const std::string& value, const std::string& expected) {
  char* end = nullptr;
  const double parsed = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0' || !std::isfinite(parsed)) refuse_value(keyword, value, expected);
  return parsed;
}

double positive(const std::string& keyword, const std::string& value) {
  const double parsed = number(keyword, value, "a positive number");
  if (!(parsed > 0)) refuse_value(keyword, value, "a positive number");
  return parsed;
}

int whole(const std::string& keyword, const std::string& value, int least, int most) {
  const std::string expected = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  const double parsed = number(keyword, value, expected);
  if (parsed != std::floor(parsed) || parsed < least || parsed > most) refuse_value(keyword, value, expected);
  return static_cast<int>(parsed);
}

std::string one_of(const std::string& keyword, const std::string& value, const std::vector<std::string>& valid) {
  if (!contains(valid, value)) refuse_value(keyword, value, "one of " + listed(valid), valid);
  return value;
}

std::string device(const std::string& value) {
  const bool numbered = value.rfind("cuda:", 0) == 0 && value.size() > 5 && value.size() < 9 &&
                        value.find_first_not_of("0123456789", 5) == std::string::npos;
  if (!numbered && !contains(devices, value)) refuse_value("device", value, "cpu, cuda or cuda:N", devices);
  return value;
}

// A type inside an assembly, MyPotential.dll:MyType, names the assembly's file.
std::string file_of(const std::string& model) {
  const std::size_t at = model.find(".dll:");
  return at == std::string::npos ? model : model.substr(0, at + 4);
}

void read_keyword(Settings& s, const std::string& keyword, const std::string& value) {
  if (keyword == "out_file") s.out_file = value;
  if (keyword == "out_freq") s.out_freq = whole(keyword, value, 0, 2000000000);
  if (keyword == "fparam_from_compute") s.fparam_compute = value;
  if (keyword == "aparam_from_compute") s.aparam_compute = value;
  if (keyword == "relative") s.relative = positive(keyword, value);
  if (keyword == "relative_v") s.relative_v = positive(keyword, value);
  if (keyword == "devi_stop") s.devi_stop = positive(keyword, value);
  if (keyword == "devi_warn") s.devi_warn = positive(keyword, value);
  if (keyword == "device") s.device = device(value);
  if (keyword == "precision") s.mixed = one_of(keyword, value, precisions) == "mixed";
  if (keyword == "threads") s.threads = whole(keyword, value, 1, most_threads);
  if (keyword == "backend") s.backend = one_of(keyword, value, backends);
  if (keyword == "head") s.head = value;
  if (keyword == "charge") s.charge = number(keyword, value, "a number (total charge in e)");
  if (keyword == "spin") s.spin = positive(keyword, value);
}

// As many numbers as there are before the next keyword; how many the model takes is known later.
std::vector<double> numbers(const std::string& keyword, const std::vector<std::string>& words, std::size_t& at) {
  const std::string expected = "a number (each value of " + keyword + " that the model takes, in its order)";
  std::vector<double> list;
  for (; at < words.size() && !is_keyword(words[at]); at++) {
    char* end = nullptr;
    const double value = std::strtod(words[at].c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) refuse_value(keyword, words[at], expected, keywords);
    list.push_back(value);
  }
  if (list.empty()) refuse("'" + keyword + "' needs at least one number");
  return list;
}

void check_together(const Settings& s) {
  if (!s.fparam.empty() && !s.fparam_compute.empty()) refuse("'fparam' and 'fparam_from_compute' exclude each other");
  if (!s.aparam.empty() && !s.aparam_compute.empty()) refuse("'aparam' and 'aparam_from_compute' exclude each other");
  const char* limit = !std::isnan(s.devi_stop) ? "devi_stop" : !std::isnan(s.devi_warn) ? "devi_warn" : nullptr;
  if (!limit) return;
  if (s.models.size() == 1)
    refuse(std::string("'") + limit + "' would never act: one model has no deviation; name two models or more");
  if (s.out_freq == 0)
    refuse(std::string("'") + limit +
           "' would never act: 'out_freq 0' turns the deviation off; write e.g. 'out_freq 100'");
}

bool about_committees(const std::string& keyword) {
  return keyword.rfind("out_", 0) == 0 || keyword.rfind("relative", 0) == 0 || keyword.rfind("devi_", 0) == 0 ||
         keyword == "atomic";
}

}  // namespace

Settings parse_settings(const std::vector<std::string>& words,
                        const std::function<bool(const std::string&)>& file_exists) {
  Settings s;
  std::size_t at = 0;

  for (; at < words.size() && !is_keyword(words[at]); at++) {
    const std::string& word = words[at];
    if (!file_exists(file_of(word))) {
      const bool like_a_file = word.find('/') != std::string::npos || word.find('.') != std::string::npos;
      if (at == 0 || like_a_file) refuse("model file '" + word + "' does not exist or can't be read");
      refuse("unknown word '" + word + "'" + did_you_mean(word, keywords) +
             ": it is neither a model file that exists nor one of " + listed(keywords));
    }
    s.models.push_back(word);
  }
  if (s.models.empty())
    refuse(words.empty() ? "no model given: write 'pair_style ilmlff MODEL', e.g. 'pair_style ilmlff model.safetensors'"
                         : "the model file comes first, before '" + words[0] + "'");

  std::vector<std::string> seen;
  while (at < words.size()) {
    const std::string keyword = words[at++];
    if (const std::string* reason = reason_against(keyword)) refuse("'" + keyword + "' is not supported: " + *reason);
    if (!contains(keywords, keyword))
      refuse("unknown word '" + keyword + "'" + did_you_mean(keyword, keywords) + ": expected one of " +
             listed(keywords));
    if (contains(seen, keyword)) refuse("'" + keyword + "' is given twice");
    seen.push_back(keyword);
    if (about_committees(keyword)) s.committee_words.push_back(keyword);
    if (keyword == "atomic") {
      s.atomic = true;
      continue;
    }
    if (keyword == "fparam" || keyword == "aparam") {
      (keyword == "fparam" ? s.fparam : s.aparam) = numbers(keyword, words, at);
      continue;
    }
    if (at == words.size() || is_keyword(words[at])) refuse("'" + keyword + "' needs a value");
    read_keyword(s, keyword, words[at++]);
  }

  check_together(s);
  return s;
}

}  // namespace ilmlff_lammps
