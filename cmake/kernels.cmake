# fluxgate_kernels(): every folder rtl/<kernel>/ with adapter.cpp becomes a part: fg_<kernel>.sv and its
# neighbours Verilated into one object, and the adapter that drives it. With tests, each line
# "<name>: <sed expression>" of rtl/<kernel>/mutants.sed becomes a broken twin that a cross-check must refuse.
include(${CMAKE_SOURCE_DIR}/cmake/verilate.cmake)

add_library(verilated_runtime OBJECT ${VERILATOR_INCLUDE}/verilated.cpp
  ${VERILATOR_INCLUDE}/verilated_fst_c.cpp ${VERILATOR_INCLUDE}/verilated_threads.cpp)
target_include_directories(verilated_runtime SYSTEM PUBLIC ${VERILATOR_INCLUDE} ${VERILATOR_INCLUDE}/vltstd)
target_compile_definitions(verilated_runtime PRIVATE VL_USER_STOP)  # ours throws: verilated_side.cpp
target_compile_options(verilated_runtime PRIVATE -w -include ${CMAKE_SOURCE_DIR}/rtl/common/verilated_print.h)
target_link_libraries(verilated_runtime PUBLIC z pthread)
set_property(GLOBAL APPEND PROPERTY FLUXGATE_PARTS verilated_runtime)

# SystemVerilog of this tree: every warning of Verilator counts, waivers are in rtl/lint.vlt.
function(fluxgate_verilate_kernel target top prefix dir)
  fluxgate_verilate(${target} ${top} ${prefix} ${dir} ${CMAKE_SOURCE_DIR}/rtl/lint.vlt ${ARGN}
    FLAGS -Wall -Irtl/common ROOT ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC verilated_runtime)
endfunction()

function(fluxgate_kernel dir)
  get_filename_component(kernel ${dir} NAME)
  set(top fg_${kernel})
  file(GLOB sv CONFIGURE_DEPENDS ${dir}/*.sv ${CMAKE_SOURCE_DIR}/rtl/common/*.sv)
  file(GLOB cpp CONFIGURE_DEPENDS ${dir}/*.cpp)
  fluxgate_verilate_kernel(rtl_${kernel} ${top} V${top} ${CMAKE_BINARY_DIR}/verilated/${kernel} ${sv})
  fluxgate_part(fluxgate_kernel_${kernel} ${cpp} LINK rtl_${kernel})
  add_dependencies(fluxgate_kernel_${kernel} rtl_${kernel})
  target_compile_definitions(fluxgate_kernel_${kernel} PRIVATE FG_HEADER="V${top}.h" FG_TOP=V${top})
  set_property(GLOBAL APPEND PROPERTY FLUXGATE_PARTS rtl_${kernel})
  set_property(GLOBAL APPEND PROPERTY FLUXGATE_KERNELS ${kernel})
  if(BUILD_TESTING AND EXISTS ${dir}/mutants.sed)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${dir}/mutants.sed)
    file(STRINGS ${dir}/mutants.sed lines REGEX "^[a-z]")
    foreach(line IN LISTS lines)
      fluxgate_mutant(${kernel} "${line}" ${sv})
    endforeach()
  endif()
endfunction()

# One broken copy of the kernel: the sed expression must change exactly the files it names.
function(fluxgate_mutant kernel line)
  string(REGEX MATCH "^([a-z_0-9]+): *(.*)$" unused "${line}")
  set(name ${CMAKE_MATCH_1})
  set(expression "${CMAKE_MATCH_2}")
  set(top fg_${kernel})
  set(target mutant_${kernel}_${name})
  set(copies ${CMAKE_BINARY_DIR}/mutants/${kernel}_${name})
  set(mutated)
  foreach(source ${ARGN})
    get_filename_component(file ${source} NAME)
    list(APPEND mutated ${copies}/${file})
  endforeach()
  add_custom_command(OUTPUT ${mutated}
    COMMAND ${CMAKE_SOURCE_DIR}/scripts/mutate ${copies} "${expression}" ${ARGN}
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/scripts/mutate ${CMAKE_SOURCE_DIR}/rtl/${kernel}/mutants.sed VERBATIM)
  set(dir ${CMAKE_BINARY_DIR}/verilated/${kernel}_${name})
  # Two classes of one name in one program would clash: each mutant has its own prefix.
  set(prefix Vm_${kernel}_${name})
  fluxgate_verilate_kernel(${target} ${top} ${prefix} ${dir} ${mutated})
  target_compile_options(${target} PRIVATE -O0)  # few cycles: building counts
  set_property(GLOBAL APPEND PROPERTY FLUXGATE_MUTANTS ${target} ${target}_adapter)
  add_library(${target}_adapter OBJECT ${CMAKE_SOURCE_DIR}/rtl/${kernel}/adapter.cpp)
  add_dependencies(${target}_adapter ${target})
  target_compile_options(${target}_adapter PRIVATE -O0)
  target_link_libraries(${target}_adapter PRIVATE fluxgate_options ${target})
  target_compile_definitions(${target}_adapter PRIVATE FG_MUTANT="${name}" FG_HEADER="${prefix}.h" FG_TOP=${prefix})
endfunction()
