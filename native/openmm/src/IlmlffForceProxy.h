// SPDX-License-Identifier: MIT
#pragma once
#include "openmm/serialization/SerializationProxy.h"

namespace ilmlff {

/// IlmlffForce as XML, for XmlSerializer, copy.deepcopy and the Python package, which creates its Forces this way.
class IlmlffForceProxy : public OpenMM::SerializationProxy {
 public:
  IlmlffForceProxy() : SerializationProxy("IlmlffForce") {}
  void serialize(const void* object, OpenMM::SerializationNode& node) const override;
  void* deserialize(const OpenMM::SerializationNode& node) const override;
};

}  // namespace ilmlff
