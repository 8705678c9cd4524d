# fluxgate_part(name sources... [LINK libs...]): an OBJECT library (self-registered parts must not vanish
# from a static library) that every program and test links through fluxgate_all.
function(fluxgate_part name)
  cmake_parse_arguments(PART "" "" "LINK" ${ARGN})
  add_library(${name} OBJECT ${PART_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC fluxgate_options ${PART_LINK})
  set_property(GLOBAL APPEND PROPERTY FLUXGATE_PARTS ${name})
endfunction()
