# fluxgate_part_entry(out): name of the function through which a user's part registers its kernel. It carries a
# digest of the headers that both sides compile and of the compiler, so that a part built against another
# Fluxgate is refused by the loader (undefined symbol) before any of its code runs.
get_filename_component(FLUXGATE_ROOT ${CMAKE_CURRENT_LIST_DIR}/.. ABSOLUTE)
function(fluxgate_part_entry out)
  set(headers sim/contract/kernel.h sim/core/registry.h sim/core/errors.h rtl/common/verilated_side.h
    rtl/common/pipeline_model.h)
  list(TRANSFORM headers PREPEND ${FLUXGATE_ROOT}/)
  set(text "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${FLUXGATE_SANITIZE}")
  foreach(header ${headers})
    file(SHA256 ${header} digest)
    string(APPEND text " ${digest}")
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${headers})
  string(SHA256 digest "${text}")
  string(SUBSTRING ${digest} 0 16 digest)
  set(${out} fluxgate_add_kernel_${digest} PARENT_SCOPE)
endfunction()
