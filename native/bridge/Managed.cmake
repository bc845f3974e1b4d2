# SPDX-License-Identifier: MIT
# Target managed: IonicMlff.Host and what it needs in <build>/managed. It is compiled outside the source tree (build/dotnet), so
# that it never meets a `dotnet build` or `dotnet test` of the sources.
file(GLOB_RECURSE managed_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/IonicMlff.Core/*.cs
     ${CMAKE_SOURCE_DIR}/src/IonicMlff.Models/*.cs ${CMAKE_SOURCE_DIR}/src/IonicMlff.Host/*.cs
     ${CMAKE_SOURCE_DIR}/src/*.csproj)
list(FILTER managed_sources EXCLUDE REGEX "/(bin|obj)/")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(ILMLFF_RID linux-arm64)
else()
  set(ILMLFF_RID linux-x64)
endif()
set(managed_stamp ${CMAKE_CURRENT_BINARY_DIR}/managed.stamp)
add_custom_command(
  OUTPUT ${managed_stamp}
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/publish.sh ${DOTNET_EXECUTABLE} ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR} ${ILMLFF_RID}
  COMMAND ${CMAKE_COMMAND} -E touch ${managed_stamp}
  DEPENDS ${managed_sources} publish.sh ${CMAKE_SOURCE_DIR}/Directory.Build.props ${CMAKE_SOURCE_DIR}/Directory.Packages.props
          ${CMAKE_SOURCE_DIR}/src/IonicMlff.Host/runtimeconfig.template.json
  COMMENT "Compiling C# into managed/"
  VERBATIM)
add_custom_target(managed ALL DEPENDS ${managed_stamp})
