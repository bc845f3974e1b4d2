// SPDX-License-Identifier: MIT
// Systems, integrators and states from XML and back.
#include <cctype>
#include <cstring>
#include <sstream>

#include "openmm/serialization/XmlSerializer.h"
#include "support.h"

using OpenMM::XmlSerializer;
using openmm_capi::BadArgument;
using openmm_capi::guarded;
using openmm_capi::need;
using openmm_capi::text;

namespace {

// The attribute "type" of the root element: XmlSerializer returns a void* and leaves it to its caller to know the
// class.
std::string typeOfRoot(const char* xml) {
  const char* tag = std::strchr(xml, '<');
  while (tag != nullptr && std::isalpha(static_cast<unsigned char>(tag[1])) == 0) tag = std::strchr(tag + 1, '<');
  const char* end = tag == nullptr ? nullptr : std::strchr(tag, '>');
  if (end == nullptr) throw BadArgument("This is not XML: it has no element.");
  std::string element(tag, end);
  for (char quote : {'"', '\''}) {
    size_t at = element.find(std::string(" type=") + quote);
    if (at == std::string::npos) continue;
    size_t start = at + std::strlen(" type='");
    return element.substr(start, element.find(quote, start) - start);
  }
  throw BadArgument(
      "The root element of the XML has no attribute 'type', so it was not written by OpenMM's XmlSerializer.");
}

bool endsWith(const std::string& word, const std::string& end) {
  return word.size() >= end.size() && word.compare(word.size() - end.size(), end.size(), end) == 0;
}

template <class T>
T* read(const char* xml, const char* kind) {
  std::string type = typeOfRoot(&need(xml, "xml"));
  if (!endsWith(type, kind)) throw BadArgument(std::string("This XML describes a ") + type + ", not a " + kind + ".");
  std::istringstream stream{std::string(xml)};
  return XmlSerializer::deserialize<T>(stream);
}

template <class T>
void write(const T& object, const char* root) {
  std::ostringstream stream;
  XmlSerializer::serialize(&object, root, stream);
  text() = stream.str();
}

}  // namespace

extern "C" {

OPENMM_CAPI int32_t openmm_system_from_xml(const char* xml, openmm_system** system) {
  return guarded([=] {
    auto made = std::make_unique<openmm_system>();
    made->object.reset(read<OpenMM::System>(xml, "System"));
    need(system, "system") = made.release();
  });
}

OPENMM_CAPI int32_t openmm_system_to_xml(const openmm_system* system) {
  return guarded([=] { write(*need(system, "system").object, "System"); });
}

OPENMM_CAPI int32_t openmm_system_particle_count(const openmm_system* system, int32_t* count) {
  return guarded([=] { need(count, "count") = need(system, "system").object->getNumParticles(); });
}

OPENMM_CAPI void openmm_system_delete(openmm_system* system) {
  delete system;
}

OPENMM_CAPI int32_t openmm_integrator_from_xml(const char* xml, openmm_integrator** integrator) {
  return guarded([=] {
    auto made = std::make_unique<openmm_integrator>();
    made->object.reset(read<OpenMM::Integrator>(xml, "Integrator"));
    need(integrator, "integrator") = made.release();
  });
}

OPENMM_CAPI int32_t openmm_integrator_to_xml(const openmm_integrator* integrator) {
  return guarded([=] { write(*need(integrator, "integrator").object, "Integrator"); });
}

OPENMM_CAPI void openmm_integrator_delete(openmm_integrator* integrator) {
  delete integrator;
}

OPENMM_CAPI int32_t openmm_state_from_xml(const char* xml, openmm_state** state) {
  return guarded([=] {
    std::unique_ptr<OpenMM::State> object(read<OpenMM::State>(xml, "State"));
    need(state, "state") = new openmm_state{std::move(*object)};
  });
}

OPENMM_CAPI int32_t openmm_state_to_xml(const openmm_state* state) {
  return guarded([=] { write(need(state, "state").object, "State"); });
}

OPENMM_CAPI void openmm_state_delete(openmm_state* state) {
  delete state;
}

}  // extern "C"
