# fluxgate_user_kernel(name
#   SV file...                      SystemVerilog, packages first
#   CPP file...                     the adapter, and the model if it has a file of its own
#   [TOP module]                    default: name
#   [VERILATOR_FLAGS flag...])      such as -Wall, -Gwidth=8, -Iinclude, -DNAME
# builds the part <name>.so, which `fluxgate cosim <name> --load <name>.so` reads, and adds the CTest case
# cosim.<name>. Comes with find_package(Fluxgate); explained in docs/cosim.md.
include(${CMAKE_CURRENT_LIST_DIR}/verilate.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/part_entry.cmake)

function(fluxgate_user_kernel name)
  cmake_parse_arguments(K "" "TOP" "SV;CPP;VERILATOR_FLAGS" ${ARGN})
  if(K_UNPARSED_ARGUMENTS OR NOT K_SV OR NOT K_CPP)
    message(FATAL_ERROR "fluxgate_user_kernel(${name}): give SV files and CPP files (TOP, VERILATOR_FLAGS)")
  endif()
  if(NOT K_TOP)
    set(K_TOP ${name})
  endif()
  set(sv)
  foreach(file ${K_SV})
    get_filename_component(file ${file} ABSOLUTE)
    list(APPEND sv ${file})
  endforeach()
  # -Wno-fatal: foreign RTL has warnings; they are shown. VERILATOR_FLAGS -Wall shows more.
  fluxgate_verilate(${name}_rtl ${K_TOP} V${name} ${CMAKE_CURRENT_BINARY_DIR}/verilated/${name} ${sv}
    FLAGS -Wno-fatal ${K_VERILATOR_FLAGS})
  set_target_properties(${name}_rtl PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_STANDARD 20)
  add_library(${name} MODULE ${K_CPP})
  add_dependencies(${name} ${name}_rtl)
  target_link_libraries(${name} PRIVATE ${name}_rtl)
  target_include_directories(${name} PRIVATE ${FLUXGATE_ROOT})
  fluxgate_part_entry(entry)
  target_compile_definitions(${name} PRIVATE FG_HEADER="V${name}.h" FG_TOP=V${name} FG_PART_ENTRY=${entry})
  # A name that the program has too (a changed copy of one of its models) means the part's own.
  target_link_options(${name} PRIVATE -Wl,-Bsymbolic)
  set_target_properties(${name} PROPERTIES PREFIX "" CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON)
  add_test(NAME cosim.${name} COMMAND ${FLUXGATE_PROGRAM} cosim ${name} --load $<TARGET_FILE:${name}>)
endfunction()
