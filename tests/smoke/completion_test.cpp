#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/support/program.h"

using namespace fluxgate::test;

TEST_CASE("bash completes commands, options and machines from the program itself") {
  const Folder folder;
  const Said script = run_program("completion bash");
  REQUIRE(script.exit_code == 0);
  folder.file("fluxgate.bash", script.out);
  const std::string driver = folder.file(
      "try.bash",
      "fluxgate() { " + std::string(FLUXGATE_PROGRAM) + " \"$@\"; }\n" + "source " + folder.path() +
          "/fluxgate.bash\n"
          "COMP_WORDS=(fluxgate comp); COMP_CWORD=1; _fluxgate; echo \"${COMPREPLY[@]}\"\n"
          "COMP_WORDS=(fluxgate sweep x --sh); COMP_CWORD=3; _fluxgate; echo \"${COMPREPLY[@]}\"\n"
          "COMP_WORDS=(fluxgate run --ar); COMP_CWORD=2; _fluxgate; echo \"${COMPREPLY[@]}\"\n"
          "COMP_WORDS=(fluxgate new n); COMP_CWORD=2; _fluxgate; echo \"${COMPREPLY[@]}\"\n"
          "COMP_WORDS=(fluxgate run x --arch tpu); COMP_CWORD=4; _fluxgate; echo "
          "\"${COMPREPLY[@]}\"\n");
  const std::string out = folder.path() + "/out";
  REQUIRE(std::system(("bash " + driver + " >" + out).c_str()) == 0);
  CHECK(read_file(out) ==
        "compare completion\n--shard --shards\n--arch\nnpu network\ntpu_v4i tpu_v5e\n");
}

TEST_CASE("the manual page names every command with its example") {
  const Said man = run_program("man");
  CHECK(man.exit_code == 0);
  for (const char* words : {".TH FLUXGATE 1", ".SS sweep", ".SS report", "\\-\\-tolerance"})
    CHECK_THAT(man.out, Catch::Contains(words));
  CHECK(run_program("completion fish").exit_code == 2);
}
