# SPDX-License-Identifier: GPL-2.0-only
# ILMLFF_LAMMPS_VERSION: the version (YYYYMMDD) of the LAMMPS whose headers are in LAMMPS_HEADERS. From version.h where there
# is one (LAMMPS's source folder), otherwise by asking LAMMPS_LIBRARY.
if(NOT DEFINED ILMLFF_LAMMPS_VERSION AND EXISTS ${LAMMPS_HEADERS}/version.h)
  file(READ ${LAMMPS_HEADERS}/version.h text)
  if(text MATCHES "LAMMPS_VERSION \"([0-9]+) ([A-Z][a-z][a-z]) ([0-9]+)\"")
    set(day ${CMAKE_MATCH_1})
    set(year ${CMAKE_MATCH_3})
    set(months "xxx;Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec")
    list(FIND months ${CMAKE_MATCH_2} month)
    math(EXPR number "${year} * 10000 + ${month} * 100 + ${day}")
    set(ILMLFF_LAMMPS_VERSION ${number} CACHE STRING "Version of LAMMPS (YYYYMMDD) that the pair style is built for")
  endif()
endif()

if(NOT DEFINED ILMLFF_LAMMPS_VERSION AND LAMMPS_LIBRARY)
  try_run(ran compiled ${CMAKE_CURRENT_BINARY_DIR}/version ${CMAKE_CURRENT_SOURCE_DIR}/lammps_version.cpp
          CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${LAMMPS_HEADERS}"
          LINK_LIBRARIES ${LAMMPS_LIBRARY} MPI::MPI_CXX
          COMPILE_OUTPUT_VARIABLE compile_output RUN_OUTPUT_VARIABLE output)
  if(NOT compiled OR NOT "${output}" MATCHES "version ([0-9]+)")
    message(FATAL_ERROR "The version of ${LAMMPS_LIBRARY} can't be found out; give -DILMLFF_LAMMPS_VERSION=YYYYMMDD. "
                        "${compile_output} ${output}")
  endif()
  set(ILMLFF_LAMMPS_VERSION ${CMAKE_MATCH_1} CACHE STRING "Version of LAMMPS (YYYYMMDD) that the pair style is built for")
endif()

if(NOT DEFINED ILMLFF_LAMMPS_VERSION)
  message(FATAL_ERROR "The version of the LAMMPS in ${LAMMPS_HEADERS} is unknown; give -DILMLFF_LAMMPS_VERSION=YYYYMMDD.")
endif()
