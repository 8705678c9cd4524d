#include "sim/explore/slurm.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "sim/core/errors.h"
#include "sim/graph/share_path.h"

namespace fluxgate::explore {
namespace {

namespace fs = std::filesystem;

std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out.append("'\\''");
    else
      out.push_back(c);
  }
  out.push_back('\'');
  return out;
}

void write_script(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw ConfigError(fmt::format("{}: cannot write; choose another folder", path));
}

std::string head(const SlurmOptions& o, const std::string& name, const std::string& log) {
  std::string text = fmt::format(
      "#!/bin/sh\n#SBATCH --job-name={}\n#SBATCH --output={}/log/{}\n#SBATCH --open-mode=append\n",
      name, o.folder, log);
  for (const std::string& option : o.options) text += "#SBATCH " + option + "\n";
  return text;
}

/// Id that sbatch prints; ConfigError with its own words when it refuses.
std::string sbatch(const std::string& arguments) {
  const std::string command = "sbatch --parsable " + arguments + " 2>&1";
  const auto close = [](std::FILE* file) { return file == nullptr ? 0 : pclose(file); };
  std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string said;
  char buffer[256];
  while (pipe && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) said += buffer;
  const int status = pipe ? pclose(pipe.release()) : -1;
  while (!said.empty() && said.back() == '\n') said.pop_back();
  if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 127)
    throw ConfigError(
        "sbatch: not found; apt-get install slurm-client, or add --dry-run to write "
        "the scripts only");
  if (status != 0) throw ConfigError(fmt::format("sbatch refused the job: {}", said));
  return said.substr(0, said.find(';'));
}

}  // namespace

Submitted submit(const SlurmOptions& given) {
  SlurmOptions o = given;
  o.folder = fs::absolute(given.folder).string();
  std::error_code error;
  fs::create_directories(o.folder + "/log", error);
  if (error) throw ConfigError(fmt::format("{}: cannot make it: {}", o.folder, error.message()));
  const std::string program = program_path();
  // A copy: later changes of the file must not reach tasks that start late.
  fs::copy_file(o.spec, o.folder + "/spec.yaml", fs::copy_options::overwrite_existing, error);
  if (error) throw ConfigError(fmt::format("{}: cannot copy it: {}", o.spec, error.message()));
  const std::string name = fs::path(o.spec).stem().string();
  const std::string merged = o.folder + "/merged.db";
  write_script(
      o.folder + "/array.sbatch",
      head(o, "fluxgate-" + name, "%A_%a.out") +
          fmt::format("#SBATCH --array=1-{}\n#SBATCH --cpus-per-task={}\n#SBATCH "
                      "--requeue\nexec {} sweep {} --quiet --jobs {} --shard "
                      "\"$SLURM_ARRAY_TASK_ID/{}\" --db {}\"/part-$SLURM_ARRAY_TASK_ID.db\"\n",
                      o.shards, o.jobs, shell_word(program), shell_word(o.folder + "/spec.yaml"),
                      o.jobs, o.shards, shell_word(o.folder)));
  std::string parts;
  for (std::int64_t i = 1; i <= o.shards; ++i)
    parts += fmt::format(" {}", shell_word(fmt::format("{}/part-{}.db", o.folder, i)));
  write_script(
      o.folder + "/merge.sbatch",
      head(o, "fluxgate-merge", "%j.out") +
          fmt::format("exec {} merge {}{}\n", shell_word(program), shell_word(merged), parts));
  Submitted submitted{"", "", merged};
  if (!o.is_submitted) return submitted;
  submitted.array_job = sbatch(shell_word(o.folder + "/array.sbatch"));
  submitted.merge_job =
      sbatch(fmt::format("--dependency=afterok:{} --kill-on-invalid-dep=yes {}",
                         submitted.array_job, shell_word(o.folder + "/merge.sbatch")));
  return submitted;
}

}  // namespace fluxgate::explore
