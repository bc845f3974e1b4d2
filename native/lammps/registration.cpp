// SPDX-License-Identifier: GPL-2.0-only
// libilmlff_lammps.so: makes `pair_style ilmlff` known to a LAMMPS that was built without it. Four ways in, one
// object:
//   lmp-ilmlff           linked in front of liblammps,
//   LD_PRELOAD           the same effect on a stock `lmp` (or Python's `lammps` module),
//   dlopen, RTLD_GLOBAL  before liblammps is opened likewise: how Lammps.NET does it,
//   plugin load          for a LAMMPS that has the PLUGIN package.
// It refers to no symbol of LAMMPS, so that programs which are not LAMMPS (mpirun, a shell) can be preloaded with it
// too. The pair style lies in libilmlff_pair.so next to it and is opened only after the versions were found equal,
// since the layout of LAMMPS's classes changes between versions.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "lammpsplugin.h"

#define ILMLFF_EXPORT __attribute__((visibility("default")))

namespace {

using CreatePair = void*(void* lmp);
using RegisterPair = void(void* force);
using LammpsVersion = int(void* lmp);

struct PairLibrary {
  CreatePair* create = nullptr;
  RegisterPair* register_in = nullptr;
  std::string failure;
};

// Only one rank of a parallel run shall complain; MPI itself may not be asked from here.
void complain(const std::string& text) {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    const char* rank = std::getenv(variable);
    if (rank && std::strcmp(rank, "0") != 0) return;
  }
  std::fprintf(stderr, "ERROR: pair_style ilmlff is not available: %s\n", text.c_str());
}

std::string own_folder() {
  Dl_info info;
  if (!dladdr(reinterpret_cast<void*>(&own_folder), &info) || !info.dli_fname) return ".";
  const std::string path = info.dli_fname;
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

PairLibrary open_pair_library() {
  PairLibrary library;
  const std::string path = own_folder() + "/libilmlff_pair.so";
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    library.failure = dlerror();
    return library;
  }
  library.create = reinterpret_cast<CreatePair*>(dlsym(handle, "ilmlff_create_pair"));
  library.register_in = reinterpret_cast<RegisterPair*>(dlsym(handle, "ilmlff_register_pair"));
  if (!library.create || !library.register_in) library.failure = path + " is not the library built with this one";
  return library;
}

const PairLibrary& pair_library() {
  static const PairLibrary library = open_pair_library();
  return library;
}

// True when this LAMMPS is the one that the pair style was compiled for, and the pair style could be opened.
bool usable_in(void* lmp) {
  const auto version_of = reinterpret_cast<LammpsVersion*>(dlsym(RTLD_DEFAULT, "lammps_version"));
  const int version = version_of ? version_of(lmp) : 0;
  if (version != 0 && version != ILMLFF_LAMMPS_VERSION) {
    complain("it was built for LAMMPS version " + std::to_string(ILMLFF_LAMMPS_VERSION) +
             ", and this LAMMPS has version " + std::to_string(version) +
             ". Build it against the headers of this LAMMPS: cmake -S . -B build "
             "-DLAMMPS_INCLUDE_DIR=<its src folder>");
    return false;
  }
  if (!pair_library().failure.empty()) {
    complain(pair_library().failure);
    return false;
  }
  return true;
}

// LAMMPS's own function behind one of ours. An object opened by dlopen has nothing "next" to it: its place is asked for
// then.
void* function_of_lammps(const char* mangled_name) {
  if (void* next = dlsym(RTLD_NEXT, mangled_name)) return next;
  Dl_info info;
  void* version = dlsym(RTLD_DEFAULT, "lammps_version");
  if (!version || !dladdr(version, &info) || !info.dli_fname) return nullptr;
  void* lammps = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  return lammps ? dlsym(lammps, mangled_name) : nullptr;
}

// LAMMPS makes a Force for every instance and again on `clear`; its constructor fills the map of pair styles.
void construct_force(const char* mangled_name, void* force, void* lmp) {
  using Constructor = void(void* force, void* lmp);
  const auto construct = reinterpret_cast<Constructor*>(function_of_lammps(mangled_name));
  if (!construct) {
    complain("LAMMPS's library was not loaded after this one");
    std::abort();
  }
  construct(force, lmp);
  if (usable_in(lmp)) pair_library().register_in(force);
}

}  // namespace

// LAMMPS_NS::Force::Force(LAMMPS*), found by the dynamic linker before LAMMPS's own. Compilers call either of the two
// names.
extern "C" ILMLFF_EXPORT void ilmlff_force_complete(void* force,
                                                    void* lmp) __asm__("_ZN9LAMMPS_NS5ForceC1EPNS_6LAMMPSE");
void ilmlff_force_complete(void* force, void* lmp) {
  construct_force("_ZN9LAMMPS_NS5ForceC1EPNS_6LAMMPSE", force, lmp);
}

extern "C" ILMLFF_EXPORT void ilmlff_force_base(void* force, void* lmp) __asm__("_ZN9LAMMPS_NS5ForceC2EPNS_6LAMMPSE");
void ilmlff_force_base(void* force, void* lmp) {
  construct_force("_ZN9LAMMPS_NS5ForceC2EPNS_6LAMMPSE", force, lmp);
}

extern "C" ILMLFF_EXPORT void lammpsplugin_init(void* lmp, void* handle, void* regfunc) {
  if (!usable_in(lmp)) return;
  lammpsplugin_t plugin = {};
  plugin.style = "pair";
  plugin.name = "ilmlff";
  plugin.info = "IonicMlff pair style, machine-learned force fields evaluated in C#";
  plugin.author = "the IonicMlff authors";
  plugin.creator.v1 = pair_library().create;
  plugin.handle = handle;
  reinterpret_cast<lammpsplugin_regfunc>(regfunc)(&plugin, lmp);
}
