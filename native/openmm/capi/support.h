// SPDX-License-Identifier: MIT
#pragma once
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "OpenMM.h"
#include "openmm_capi.h"

#define OPENMM_CAPI __attribute__((visibility("default")))

// A context shares its system and integrator, so a caller may delete the three in any order.
struct openmm_system {
  std::shared_ptr<OpenMM::System> object;
};

struct openmm_integrator {
  std::shared_ptr<OpenMM::Integrator> object;
};

// Destroyed from the bottom up: the context before what it uses.
struct openmm_context {
  std::shared_ptr<OpenMM::System> system;
  std::shared_ptr<OpenMM::Integrator> integrator;
  std::unique_ptr<OpenMM::Context> object;
};

struct openmm_state {
  OpenMM::State object;
};

namespace openmm_capi {

// The calling thread's text.
std::string& text();

// Refused here, before OpenMM is asked.
struct BadArgument : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

template <class T>
T& need(T* pointer, const char* name) {
  if (pointer == nullptr) throw BadArgument(std::string(name) + " is NULL.");
  return *pointer;
}

// Runs the body of an entry; every exception ends here.
template <class Body>
int32_t guarded(Body&& body) noexcept {
  try {
    body();
    return OPENMM_OK;
  } catch (const BadArgument& error) {
    text() = error.what();
    return OPENMM_BAD_ARGUMENT;
  } catch (const std::bad_alloc&) {
    text() = "OpenMM ran out of memory.";
    return OPENMM_NO_MEMORY;
  } catch (const std::exception& error) {
    text() = error.what();
    return OPENMM_FAILED;
  } catch (...) {
    text() = "OpenMM failed with an exception of an unknown kind.";
    return OPENMM_FAILED;
  }
}

}  // namespace openmm_capi
