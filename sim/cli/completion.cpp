/// `fluxgate completion bash|zsh` and `fluxgate man`: made from the commands' own options, so that
/// they never lag behind.
#include <fmt/format.h>

#include <memory>

#include "sim/cli/command.h"
#include "sim/core/version.h"

namespace fluxgate {
namespace {

struct Described {
  std::string id, summary, example;
  std::shared_ptr<CLI::App> app;
};

std::vector<Described> all_commands() {
  std::vector<Described> list;
  for (const auto& [id, command] : Commands::all()) {
    auto app = std::make_shared<CLI::App>(command.summary, id);
    (void)command.setup(*app);
    add_verbosity_flags(*app);
    list.push_back({id, command.summary, command.example, app});
  }
  return list;
}

/// "--arch --batch ..." of a command.
std::string options_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += " --" + name;
    for (const std::string& name : option->get_snames()) words += " -" + name;
  }
  return words;
}

std::string bash() {
  std::string cases, ids;
  for (const Described& command : all_commands()) {
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command.id, options_of(*command.app));
    ids += " " + command.id;
  }
  return fmt::format(
      "# eval \"$(fluxgate completion bash)\"\n"
      "_fluxgate_ids() {{ fluxgate list \"$1\" --json 2>/dev/null | sed -n "
      "'s/.*\"id\": \"\\([^\"]*\\)\".*/\\1/p'; }}\n"
      "_fluxgate() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return\n  fi\n"
      "  case \"$before $current\" in\n"
      "    \"run -\"*|\"count -\"*|\"new -\"*) ;;\n"
      "    \"new \"*) COMPREPLY=($(compgen -W \"npu network operator kernel\" -- \"$current\")); "
      "return ;;\n"
      "    \"--arch \"*) COMPREPLY=($(compgen -W \"$(_fluxgate_ids archs)\" -- \"$current\")); "
      "return "
      ";;\n"
      "    \"run \"*|\"count \"*) COMPREPLY=($(compgen -W \"$(_fluxgate_ids workloads)\" -- "
      "\"$current\")); "
      "return ;;\n"
      "  esac\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}  esac\n"
      "  case \"$current\" in\n"
      "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
      "    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
      "  esac\n"
      "}}\n"
      "complete -F _fluxgate fluxgate\n",
      ids, cases);
}

/// For `eval`, and as the file _fluxgate of a completion folder, whose first call loads it and must
/// complete already.
std::string zsh() {
  return fmt::format(
      "#compdef fluxgate\nautoload -U +X bashcompinit && bashcompinit\n{}"
      "[[ $funcstack[1] != _fluxgate ]] || _bash_complete -F _fluxgate\n",
      bash());
}

/// roff: a dot or quote at the start of a line and every dash and backslash are escaped.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return !out.empty() && (out.front() == '.' || out.front() == '\'') ? "\\&" + out : out;
}

std::string man() {
  std::string text = fmt::format(
      ".TH FLUXGATE 1 \"\" \"fluxgate {}\" \"User Commands\"\n.SH NAME\nfluxgate \\- hardware "
      "simulator "
      "for machine learning\n.SH SYNOPSIS\n.B fluxgate\n.I COMMAND\n[options]\n.SH COMMANDS\n",
      roff(program_version()));
  for (const Described& command : all_commands()) {
    text += fmt::format(".SS {}\n{}\n", command.id, roff(command.summary));
    for (const CLI::Option* option : command.app->get_options()) {
      const std::string name = option->get_name(option->get_positional(), true);
      text += fmt::format(".TP\n.B {}\n{}\n", roff(name), roff(option->get_description()));
    }
    text += fmt::format(".PP\nExample:\n.PP\n.nf\n{}\n.fi\n", roff(command.example));
  }
  return text +
         ".SH EXIT STATUS\n0 ok; 2 usage; 3 configuration or input; 4 infeasible or unsupported; "
         "5 mismatch; 6 deadlock; 130 interrupted.\n";
}

[[maybe_unused]] const bool kCompletion = Commands::add(
    "completion", {"completion script for a shell", "eval \"$(fluxgate completion bash)\"",
                   [](CLI::App& app) -> std::function<void()> {
                     auto shell = std::make_shared<std::string>();
                     app.add_option("shell", *shell, "bash or zsh")
                         ->required()
                         ->check(CLI::IsMember({"bash", "zsh"}));
                     return [shell] { fmt::print("{}", *shell == "bash" ? bash() : zsh()); };
                   }});
[[maybe_unused]] const bool kMan = Commands::add(
    "man", {"the manual page, for man -l", "fluxgate man > fluxgate.1",
            [](CLI::App&) -> std::function<void()> { return [] { fmt::print("{}", man()); }; }});

}  // namespace
}  // namespace fluxgate
