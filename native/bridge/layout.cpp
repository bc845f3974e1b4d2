// SPDX-License-Identifier: MIT
// The layout of the shared structs as this compiler sees it; the tests compare it with C#.
#include <cstddef>
#include <string>

#include "ilmlff_api.h"
#include "messages.h"

#define STRUCT(name) text += std::string(#name) + " " + std::to_string(sizeof(name))
#define FIELD(name, field) text += std::string(" " #field ":") + std::to_string(offsetof(name, field))
#define END text += "\n"

namespace ilmlff {

std::string layout() {
  std::string text;
  STRUCT(ilmlff_start_options);
  FIELD(ilmlff_start_options, struct_size);
  FIELD(ilmlff_start_options, managed_dir);
  FIELD(ilmlff_start_options, dotnet_root);
  END;
  STRUCT(ilmlff_open_options);
  FIELD(ilmlff_open_options, struct_size);
  FIELD(ilmlff_open_options, models);
  FIELD(ilmlff_open_options, model_count);
  FIELD(ilmlff_open_options, threads);
  FIELD(ilmlff_open_options, elements);
  FIELD(ilmlff_open_options, element_count);
  FIELD(ilmlff_open_options, precision);
  FIELD(ilmlff_open_options, backend);
  FIELD(ilmlff_open_options, device);
  FIELD(ilmlff_open_options, head);
  FIELD(ilmlff_open_options, skin);
  FIELD(ilmlff_open_options, total_charge);
  FIELD(ilmlff_open_options, total_spin);
  FIELD(ilmlff_open_options, frame_parameters);
  FIELD(ilmlff_open_options, atom_parameters);
  FIELD(ilmlff_open_options, frame_parameter_count);
  FIELD(ilmlff_open_options, atom_parameter_count);
  FIELD(ilmlff_open_options, words);
  FIELD(ilmlff_open_options, word_count);
  END;
  STRUCT(ilmlff_model_info);
  FIELD(ilmlff_model_info, struct_size);
  FIELD(ilmlff_model_info, cutoff);
  FIELD(ilmlff_model_info, message_passing_layers);
  FIELD(ilmlff_model_info, model_count);
  FIELD(ilmlff_model_info, frame_parameter_count);
  FIELD(ilmlff_model_info, has_default_frame_parameters);
  FIELD(ilmlff_model_info, atom_parameter_count);
  FIELD(ilmlff_model_info, element_count);
  FIELD(ilmlff_model_info, atomic_numbers);
  FIELD(ilmlff_model_info, backend);
  FIELD(ilmlff_model_info, summary);
  END;
  STRUCT(ilmlff_halo);
  FIELD(ilmlff_halo, context);
  FIELD(ilmlff_halo, forward);
  FIELD(ilmlff_halo, reverse);
  END;
  STRUCT(ilmlff_atoms);
  FIELD(ilmlff_atoms, struct_size);
  FIELD(ilmlff_atoms, n_local);
  FIELD(ilmlff_atoms, n_ghost);
  FIELD(ilmlff_atoms, positions);
  FIELD(ilmlff_atoms, species);
  FIELD(ilmlff_atoms, cell);
  FIELD(ilmlff_atoms, periodic);
  FIELD(ilmlff_atoms, ghost_mode);
  FIELD(ilmlff_atoms, neighbors_changed);
  FIELD(ilmlff_atoms, reserved);
  FIELD(ilmlff_atoms, host_skin);
  FIELD(ilmlff_atoms, halo);
  FIELD(ilmlff_atoms, frame_parameters);
  FIELD(ilmlff_atoms, atom_parameters);
  END;
  STRUCT(ilmlff_results);
  FIELD(ilmlff_results, struct_size);
  FIELD(ilmlff_results, energy);
  FIELD(ilmlff_results, virial);
  FIELD(ilmlff_results, forces);
  FIELD(ilmlff_results, site_energies);
  FIELD(ilmlff_results, atom_virials);
  FIELD(ilmlff_results, member_energies);
  FIELD(ilmlff_results, member_virials);
  FIELD(ilmlff_results, member_forces);
  END;
  STRUCT(ilmlff_api);
  FIELD(ilmlff_api, struct_size);
  FIELD(ilmlff_api, abi_version);
  FIELD(ilmlff_api, reserved);
  FIELD(ilmlff_api, open);
  FIELD(ilmlff_api, describe);
  FIELD(ilmlff_api, compute);
  FIELD(ilmlff_api, close);
  FIELD(ilmlff_api, last_error);
  FIELD(ilmlff_api, set_log);
  FIELD(ilmlff_api, force_deviations);
  FIELD(ilmlff_api, virial_deviations);
  END;
  return text;
}

}  // namespace ilmlff
