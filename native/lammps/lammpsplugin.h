// SPDX-License-Identifier: GPL-2.0-only
// What LAMMPS's `plugin load` expects of a plugin (src/lammpsplugin.h there). Debian's headers lack it, and the layout
// has been the same since plugins exist.
#ifndef ILMLFF_LAMMPS_LAMMPSPLUGIN_H
#define ILMLFF_LAMMPS_LAMMPSPLUGIN_H

extern "C" {

struct lammpsplugin_t {
  const char* version;
  const char* style;
  const char* name;
  const char* info;
  const char* author;
  union {
    void* (*v1)(void* lmp);
    void* (*v2)(void* lmp, int narg, char** arg);
  } creator;
  void* handle;
};

typedef void (*lammpsplugin_regfunc)(lammpsplugin_t* plugin, void* lmp);

// Called by LAMMPS after dlopen.
void lammpsplugin_init(void* lmp, void* handle, void* regfunc);
}

#endif
