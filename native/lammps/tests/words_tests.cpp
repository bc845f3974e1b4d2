// SPDX-License-Identifier: GPL-2.0-only
// Checks of the words after `pair_style ilmlff` and `pair_coeff`, without LAMMPS. Prints what failed; the exit code is
// the number of failures.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

#include "../deviation_file.h"
#include "../mapping.h"
#include "../nearest.h"
#include "../settings.h"

using ilmlff_lammps::parse_settings;
using ilmlff_lammps::Settings;
using ilmlff_lammps::SettingsError;

namespace {

int failures = 0;
int checks = 0;

void expect(bool condition, const std::string& what) {
  checks++;
  if (condition) return;
  failures++;
  std::printf("FAILED: %s\n", what.c_str());
}

std::vector<std::string> split(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool is_model(const std::string& name) {
  return name == "m.model" || name == "b.safetensors" || name == "My.dll";
}

Settings parse(const std::string& line) {
  return parse_settings(split(line), is_model);
}

void expect_refusal(const std::string& line, const std::vector<std::string>& parts) {
  try {
    parse(line);
    expect(false, "'" + line + "' was accepted");
  } catch (const SettingsError& e) {
    const std::string text = e.what();
    for (const std::string& part : parts)
      expect(text.find(part) != std::string::npos, "'" + line + "': '" + text + "' lacks '" + part + "'");
  }
}

void defaults() {
  const Settings s = parse("m.model");
  expect(s.models == std::vector<std::string>{"m.model"}, "one model");
  expect(s.device == "cpu" && !s.mixed && s.threads == 1 && s.backend == "auto" && s.head.empty(), "defaults");
  expect(std::isnan(s.charge) && std::isnan(s.spin) && s.committee_words.empty(), "nothing given");
  expect(s.out_file == "model_devi.out" && s.out_freq == 100 && !s.atomic && std::isnan(s.relative),
         "DeePMD's defaults");
}

void every_word() {
  const Settings s = parse(
      "m.model b.safetensors out_file dev.out out_freq 10 atomic relative 0.5 relative_v 1.5 device cuda:1 precision "
      "mixed threads 3 "
      "backend simd devi_stop 2 devi_warn 1e-1 head pbe charge -1 spin 2");
  expect(s.out_file == "dev.out" && s.out_freq == 10 && s.atomic && s.relative == 0.5 && s.relative_v == 1.5,
         "deviation words");
  expect(s.device == "cuda:1" && s.mixed && s.threads == 3 && s.backend == "simd", "evaluator words");
  expect(s.devi_stop == 2 && s.devi_warn == 0.1 && s.head == "pbe" && s.charge == -1 && s.spin == 2, "other words");
  expect(s.committee_words.size() == 7, "words that need a committee");
  expect(s.models.size() == 2 && parse("m.model b.safetensors out_freq 0").out_freq == 0, "committees");
  const Settings p = parse("m.model fparam 0.5 -1e3 threads 2 aparam 7");
  expect(p.fparam == std::vector<double>{0.5, -1000} && p.aparam == std::vector<double>{7} && p.threads == 2,
         "parameters");
  expect(parse("m.model fparam_from_compute c1 aparam_from_compute c2").aparam_compute == "c2",
         "parameters of computes");
  expect(parse("m.model precision double backend reference device cpu").backend == "reference", "plain values");
  expect(parse("My.dll:Lj threads 2").models[0] == "My.dll:Lj", "a type inside an assembly");
}

void refusals() {
  expect_refusal("", {"no model given", "pair_style ilmlff MODEL"});
  expect_refusal("precision mixed", {"model file comes first", "'precision'"});
  expect_refusal("missing.model", {"'missing.model'", "does not exist"});
  expect_refusal("m.model missing.safetensors", {"'missing.safetensors'", "does not exist"});
  expect_refusal("m.model precison mixed", {"'precison'", "did you mean 'precision'"});
  expect_refusal("m.model threads 2 presicion mixed", {"'presicion'", "did you mean 'precision'"});
  expect_refusal("m.model THREADS 2", {"'THREADS'", "did you mean 'threads'"});
  expect_refusal("m.model no_domain_decomposition", {"'no_domain_decomposition'", "neither a model file", "threads"});
  expect_refusal("m.model precision single", {"precision 'single'", "double, mixed"});
  expect_refusal("m.model precision doubel", {"did you mean 'double'"});
  expect_refusal("m.model backend smid", {"backend 'smid'", "did you mean 'simd'"});
  expect_refusal("m.model device gpu", {"device 'gpu'", "cuda:N"});
  expect_refusal("m.model device cuda:x", {"device 'cuda:x'"});
  expect_refusal("m.model device cuda:", {"device 'cuda:'"});
  expect_refusal("m.model threads 0", {"threads '0'", "from 1 to"});
  expect_refusal("m.model threads 1.5", {"threads '1.5'"});
  expect_refusal("m.model threads two", {"threads 'two'"});
  expect_refusal("m.model threads -1", {"threads '-1'"});
  expect_refusal("m.model threads 1e9", {"threads '1e9'"});
  expect_refusal("m.model threads", {"'threads' needs a value"});
  expect_refusal("m.model threads precision mixed", {"'threads' needs a value"});
  expect_refusal("m.model threads 1 threads 2", {"'threads' is given twice"});
  expect_refusal("m.model out_freq -1", {"out_freq '-1'", "from 0 to"});
  expect_refusal("m.model relative 0", {"relative '0'", "positive"});
  expect_refusal("m.model devi_stop nan", {"devi_stop 'nan'"});
  expect_refusal("m.model charge inf", {"charge 'inf'", "total charge"});
  expect_refusal("m.model spin 0", {"spin '0'"});
  expect_refusal("m.model devi_stop 2", {"'devi_stop' would never act", "two models"});
  expect_refusal("m.model b.safetensors out_freq 0 devi_warn 1", {"'devi_warn' would never act", "out_freq 100"});
  expect_refusal("m.model fparam", {"'fparam' needs at least one number"});
  expect_refusal("m.model fparam 1 x", {"fparam 'x'", "a number"});
  expect_refusal("m.model aparam 1 nan", {"aparam 'nan'"});
  expect_refusal("m.model fparam 1 thraeds 2", {"'thraeds'", "did you mean 'threads'"});
  expect_refusal("m.model fparam 1 fparam_from_compute c", {"exclude each other"});
  expect_refusal("m.model aparam_from_compute c aparam 1", {"exclude each other"});
  expect_refusal("m.model aparam_from_compute threads 1", {"'aparam_from_compute' needs a value"});
  for (const char* word : {"ttm", "virtual_len", "spin_norm", "fparam_from_fix", "charge_spin"})
    expect_refusal(std::string("m.model ") + word + " 1", {std::string("'") + word + "' is not supported"});
}

void expect_mapping_refusal(const std::string& line, int types, const std::vector<std::string>& parts) {
  try {
    ilmlff_lammps::parse_mapping(split(line), types);
    expect(false, "'" + line + "' was accepted");
  } catch (const SettingsError& e) {
    const std::string text = e.what();
    for (const std::string& part : parts)
      expect(text.find(part) != std::string::npos, "'" + line + "': '" + text + "' lacks '" + part + "'");
  }
}

void mappings() {
  using ilmlff_lammps::parse_mapping;
  expect(parse_mapping(split("* * H B NULL"), 3) == std::vector<std::string>{"H", "B", "NULL"}, "a mapping with NULL");
  expect(parse_mapping(split("* * C C"), 2).size() == 2, "one element for two types");
  expect_mapping_refusal("1 1 H B", 2, {"'1 1'", "pair_coeff * *"});
  expect_mapping_refusal("* 2 H B", 2, {"'* 2'"});
  expect_mapping_refusal("* *", 2, {"0 names", "2 atom types"});
  expect_mapping_refusal("* * H", 2, {"1 name given", "2 atom types"});
  expect_mapping_refusal("* * H B C", 2, {"3 names", "2 atom types"});
  expect_mapping_refusal("* * H Cl2", 2, {"'Cl2' is neither an element symbol nor NULL", "did you mean 'Cl'"});
  expect_mapping_refusal("* * h B", 2, {"'h'", "did you mean 'H'"});
  expect_mapping_refusal("* * 1 2", 2, {"'1' is neither"});
  expect_mapping_refusal("* * null H", 2, {"'null'", "or NULL"});
  expect_mapping_refusal("* * NULL NULL", 2, {"every type is NULL"});
}

void masses() {
  using ilmlff_lammps::mass_is_doubtful;
  expect(!mass_is_doubtful("C", 12.011) && !mass_is_doubtful("C", 12.0) && !mass_is_doubtful("H", 1.008),
         "usual masses");
  expect(!mass_is_doubtful("H", 2.014) && !mass_is_doubtful("H", 3.024), "heavy and repartitioned hydrogen");
  expect(!mass_is_doubtful("Li", 6.94) && !mass_is_doubtful("U", 238), "light and heavy elements");
  expect(mass_is_doubtful("B", 12.011) && mass_is_doubtful("F", 14.007) && mass_is_doubtful("H", 12.011),
         "wrong elements");
  expect(!mass_is_doubtful("NULL", 12.011) && !mass_is_doubtful("C", 0), "nothing to compare");
}

void nearest_words() {
  using ilmlff_lammps::nearest;
  const std::vector<std::string> words = {"head", "threads", "spin"};
  expect(nearest("thraeds", words) == "threads", "swapped letters");
  expect(nearest("HEAD", words) == "head", "upper case");
  expect(nearest("xy", words).empty(), "nothing near a short word");
  expect(nearest("completely_different", words).empty(), "nothing near a long word");
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void deviation_files(const std::string& folder) {
  using namespace ilmlff_lammps;
  const std::string path = folder + "/model_devi.out", header = deviation_header(false);
  expect(header ==
             "#       step         max_devi_v         min_devi_v         avg_devi_v         max_devi_f         "
             "min_devi_f    "
             "     avg_devi_f\n",
         "header");
  expect(deviation_header(true) == header.substr(0, header.size() - 1) + "      atm_devi_f(N)\n", "header with atoms");
  DeviationRow row;
  row.step = 1234567890123;
  row.max_v = 0.15536144373110564;
  row.avg_f = INFINITY;
  const std::string line = deviation_line(row, {});
  expect(line ==
             "1234567890123       1.553614e-01       0.000000e+00       0.000000e+00       0.000000e+00       "
             "0.000000e+00  "
             "              inf\n",
         "line");
  expect(deviation_line(row, {1, 2}) == line.substr(0, line.size() - 1) + "       1.000000e+00       2.000000e+00\n",
         "line with atoms");
  std::ofstream(path) << "old\n";
  {
    DeviationFile file(path, false, false);
    file.write("a\n", true);
    expect(content(path) == header + "a\n", "a new file, flushed");
    file.write("bbb\n", false);
    file.write("c\n", true);
    expect(content(path) == header + "a\nc\n", "the last line is replaced");
    try {
      DeviationFile second(path, true, false);
      expect(false, "a file was opened twice");
    } catch (const DeviationFileError& e) {
      expect(std::string(e.what()).find("is writing to it") != std::string::npos, e.what());
    }
    expect(content(path) == header + "a\nc\n", "refused without harm");
  }
  {
    DeviationFile file(path, true, false);
    file.write("d\n", true);
  }
  expect(content(path) == header + "a\nc\nd\n", "an existing file goes on");
  std::remove(path.c_str());
  DeviationFile(path, true, true);
  expect(content(path) == deviation_header(true), "a file that is not there yet");
  DeviationFile("/dev/null", false, false).write(line, true);
}

}  // namespace

int main(int, char** argv) {
  defaults();
  every_word();
  refusals();
  mappings();
  masses();
  nearest_words();
  const std::string program = argv[0];
  deviation_files(program.substr(0, program.rfind('/')));
  std::printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 ? 0 : 1;
}
