// SPDX-License-Identifier: GPL-2.0-only
#ifndef ILMLFF_LAMMPS_HERE_H
#define ILMLFF_LAMMPS_HERE_H

// File and line for LAMMPS's error messages; FLERR would print the folder in which this project was built.
#ifdef __FILE_NAME__
#define ILMLFF_HERE __FILE_NAME__, __LINE__
#else
#define ILMLFF_HERE "pair_style ilmlff", __LINE__
#endif

#endif
