# SPDX-License-Identifier: MIT
# Target nethost: the static library that finds hostfxr, and its headers. They come with the .NET SDK as the pack
# Microsoft.NETCore.App.Host.<rid>; SDKs built from source by distributions may lack it, then NuGet serves the same files.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(ILMLFF_RID linux-arm64)
else()
  set(ILMLFF_RID linux-x64)
endif()
set(pack Microsoft.NETCore.App.Host.${ILMLFF_RID})
cmake_path(GET DOTNET_EXECUTABLE_REAL PARENT_PATH dotnet_root)
file(GLOB found ${dotnet_root}/packs/${pack}/*/runtimes/${ILMLFF_RID}/native/libnethost.a)

if(NOT found)
  # A project that only downloads the pack into the build folder.
  set(download ${CMAKE_CURRENT_BINARY_DIR}/nethost)
  file(WRITE ${download}/nethost.csproj "<Project Sdk=\"Microsoft.NET.Sdk\">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include=\"${pack}\" Version=\"[10.0.0]\" /></ItemGroup>
</Project>
")
  file(WRITE ${download}/Directory.Build.props "<Project />\n")
  file(WRITE ${download}/Directory.Packages.props "<Project />\n")
  execute_process(COMMAND ${DOTNET_EXECUTABLE} restore ${download}/nethost.csproj --packages ${download}/packages -v q
                  RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  file(GLOB_RECURSE found ${download}/packages/*/libnethost.a)
  if(NOT found)
    message(FATAL_ERROR "libnethost.a was found neither below ${dotnet_root}/packs/${pack} nor on NuGet (${text}). "
                        "Install Microsoft's .NET SDK 10, or allow the download of the package ${pack}.")
  endif()
endif()

list(SORT found COMPARE NATURAL ORDER DESCENDING)
list(GET found 0 archive)
cmake_path(GET archive PARENT_PATH folder)
add_library(nethost STATIC IMPORTED)
set_target_properties(nethost PROPERTIES IMPORTED_LOCATION ${archive} INTERFACE_COMPILE_DEFINITIONS NETHOST_USE_AS_STATIC
                                         INTERFACE_INCLUDE_DIRECTORIES ${folder})
