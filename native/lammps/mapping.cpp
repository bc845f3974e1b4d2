// SPDX-License-Identifier: GPL-2.0-only
#include "mapping.h"

#include <algorithm>
#include <cmath>

#include "elements.h"
#include "nearest.h"
#include "settings.h"

namespace ilmlff_lammps {

const char* const no_element = "NULL";

std::vector<std::string> take_own_words(std::vector<std::string>& words, const Settings& settings, int type_count) {
  const auto is_own = [](const std::string& model) {
    const std::size_t at = model.rfind(".dll");
    return at != std::string::npos && (at + 4 == model.size() || model[at + 4] == ':');
  };
  const std::size_t mapping = 2 + static_cast<std::size_t>(type_count);  // '* *' and the elements
  if (words.size() <= mapping || std::none_of(settings.models.begin(), settings.models.end(), is_own)) return {};

  const std::vector<std::string> own(words.begin() + mapping, words.end());
  words.resize(mapping);
  return own;
}

std::vector<std::string> parse_mapping(const std::vector<std::string>& words, int type_count) {
  const std::string plural = type_count == 1 ? " atom type" : " atom types";
  const std::string form = "'pair_coeff * *' followed by one element symbol or NULL for each of the " +
                           std::to_string(type_count) + plural + ", e.g. 'pair_coeff * * H B C F N' for five types";
  if (words.size() < 2 || words[0] != "*" || words[1] != "*")
    throw SettingsError("pair_coeff for ilmlff starts with '* *', not with '" +
                        (words.empty() ? std::string() : words[0] + (words.size() > 1 ? " " + words[1] : "")) +
                        "': the potential covers all types at once. Write " + form);

  const std::vector<std::string> names(words.begin() + 2, words.end());
  for (const std::string& name : names) {
    const std::vector<std::string>& symbols = element_symbols();
    if (name == no_element || std::find(symbols.begin(), symbols.end(), name) != symbols.end()) continue;
    throw SettingsError("pair_coeff for ilmlff: '" + name + "' is neither an element symbol nor NULL" +
                        did_you_mean(name, symbols) + ". Write " + form);
  }
  if (static_cast<int>(names.size()) != type_count)
    throw SettingsError("pair_coeff for ilmlff: " + std::to_string(names.size()) +
                        (names.size() == 1 ? " name given (" : " names given (") + listed(names) + ") for " +
                        std::to_string(type_count) + plural + ". Write " + form);
  if (std::all_of(names.begin(), names.end(), [](const std::string& n) { return n == no_element; }))
    throw SettingsError("pair_coeff for ilmlff: every type is NULL, so the model would see no atom. Write " + form);
  return names;
}

bool mass_is_doubtful(const std::string& element, double mass) {
  if (element == no_element || mass <= 0) return false;
  const double expected = standard_mass(element);
  if (element == "H" && mass <= 4.1) return false;
  return std::fabs(mass - expected) > std::max(0.3, 0.01 * expected);
}

}  // namespace ilmlff_lammps
