# fluxgate_verilate(target top prefix dir sources... [FLAGS flags...] [ROOT folder]): Verilates ${top} into ${dir}
# as class ${prefix}; the object library ${target} compiles it as one translation unit. Messages of the RTL name
# files by their path from ROOT. Used by the tree itself (kernels.cmake) and by the projects of users
# (user_kernel.cmake).
get_filename_component(FLUXGATE_ROOT ${CMAKE_CURRENT_LIST_DIR}/.. ABSOLUTE)
find_program(VERILATOR verilator REQUIRED)
set(VERILATOR_INCLUDE /usr/share/verilator/include CACHE PATH "run-time sources of Verilator")
set(FLUXGATE_VERILATE_FLAGS --cc --trace-fst --assert -O3 --x-assign fast --x-initial fast --no-timing)

function(fluxgate_verilate target top prefix dir)
  cmake_parse_arguments(V "" "ROOT" "FLAGS" ${ARGN})
  set(sources ${V_UNPARSED_ARGUMENTS})
  set(named ${sources})
  set(from)
  if(V_ROOT)
    string(REPLACE "${V_ROOT}/" "" named "${sources}")
    set(from WORKING_DIRECTORY ${V_ROOT})
  endif()
  add_custom_command(OUTPUT ${dir}/all.cc ${dir}/${prefix}.h
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${dir}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${dir}
    COMMAND ${VERILATOR} ${FLUXGATE_VERILATE_FLAGS} ${V_FLAGS} --top-module ${top} --prefix ${prefix}
      --Mdir ${dir} ${named}
    COMMAND ${CMAKE_COMMAND} -Ddir=${dir} -P ${FLUXGATE_ROOT}/cmake/join_sources.cmake
    DEPENDS ${sources} ${FLUXGATE_ROOT}/cmake/join_sources.cmake ${from} VERBATIM)
  add_library(${target} OBJECT ${dir}/all.cc ${dir}/${prefix}.h)
  target_include_directories(${target} SYSTEM PUBLIC ${dir} ${VERILATOR_INCLUDE} ${VERILATOR_INCLUDE}/vltstd)
  # Generated code: no warnings; optimised even in Debug (-O0 is 13 times slower).
  target_compile_options(${target} PRIVATE -w -O2)
endfunction()
