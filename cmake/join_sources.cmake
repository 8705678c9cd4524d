# cmake -Ddir=... -P join_sources.cmake: writes dir/all.cc that includes every generated source of dir.
file(GLOB sources RELATIVE ${dir} ${dir}/*.cpp)
list(SORT sources)
set(text "")
foreach(source ${sources})
  string(APPEND text "#include \"${source}\"\n")
endforeach()
file(WRITE ${dir}/all.cc "${text}")
