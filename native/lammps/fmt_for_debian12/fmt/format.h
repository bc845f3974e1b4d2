// SPDX-License-Identifier: GPL-2.0-only
// Stands in for the bundled {fmt} header that Debian 12's liblammps-dev leaves out. LAMMPS's own headers name these
// types in templates that this project never instantiates: it only uses the overloads that take a finished std::string.
#ifndef ILMLFF_LAMMPS_FMT_FORMAT_H
#define ILMLFF_LAMMPS_FMT_FORMAT_H

#include <string>

namespace fmt {
inline namespace v7_lmp {

template <typename Char>
class basic_string_view;
using string_view = basic_string_view<char>;

class format_args;

template <typename... Args, typename S>
format_args make_args_checked(const S& format, const Args&... args);

}  // namespace v7_lmp
}  // namespace fmt

#endif
