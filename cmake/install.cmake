# cmake --install <build> --prefix P, and cpack -G DEB. The program finds what it reads in ../share/fluxgate beside
# its bin folder (sim/graph/share_path.h): in P the files below, in the build tree a link to the source tree.
include(GNUInstallDirs)
set(share ${CMAKE_INSTALL_DATADIR}/fluxgate)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share)
file(CREATE_LINK ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/share/fluxgate SYMBOLIC)

install(TARGETS fluxgate)
# What the program reads: networks, presets, cells, technology tables, parts of the report.
install(DIRECTORY models workloads DESTINATION ${share} FILES_MATCHING
  PATTERN "*.yaml" PATTERN "*.cir" PATTERN "*.csv")
install(DIRECTORY sim/report/assets DESTINATION ${share}/sim/report)
install(DIRECTORY examples templates DESTINATION ${share})
install(DIRECTORY tests/reference DESTINATION ${share}/tests FILES_MATCHING PATTERN "*.csv")
# What parts of users compile against: docs/cosim.md.
install(DIRECTORY sim DESTINATION ${share} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY rtl/common DESTINATION ${share}/rtl FILES_MATCHING PATTERN "*.h")
install(FILES cmake/join_sources.cmake cmake/part_entry.cmake cmake/user_kernel.cmake cmake/verilate.cmake
  DESTINATION ${share}/cmake)
foreach(place "${CMAKE_BINARY_DIR} ." "${CMAKE_BINARY_DIR}/installed ../../..")
  separate_arguments(place)
  list(GET place 0 folder)
  list(GET place 1 FLUXGATE_PREFIX)
  configure_file(cmake/FluxgateConfig.cmake.in ${folder}/FluxgateConfig.cmake @ONLY)
endforeach()
install(FILES ${CMAKE_BINARY_DIR}/installed/FluxgateConfig.cmake
  DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/Fluxgate)

# The program writes its own manual and completion scripts.
install(CODE "
  foreach(page \"man;man1/fluxgate.1\" \"completion bash;fluxgate\" \"completion zsh;_fluxgate\")
    list(GET page 0 words)
    list(GET page 1 file)
    separate_arguments(words)
    execute_process(COMMAND $<TARGET_FILE:fluxgate> \${words} COMMAND_ERROR_IS_FATAL ANY
      OUTPUT_FILE ${CMAKE_BINARY_DIR}/installed/\${file})
  endforeach()")
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/installed/man1)
install(FILES ${CMAKE_BINARY_DIR}/installed/man1/fluxgate.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_BINARY_DIR}/installed/fluxgate
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CMAKE_BINARY_DIR}/installed/_fluxgate DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES README.md THIRD_PARTY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.svg")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME fluxgate)
set(CPACK_PACKAGE_CONTACT "Fluxgate <fluxgate@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "hardware simulator for machine-learning accelerators")
set(CPACK_PACKAGE_DESCRIPTION "Event-driven models of NPUs, tensor-core GPUs and superconducting logic.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3 (>= 3.11), python3 (<< 3.12)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "verilator, cmake, g++, ninja-build, slurm-client")
include(CPack)
