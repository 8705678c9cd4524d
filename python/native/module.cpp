/// `fluxgate._native`: runs the program and turns what it prints into Python objects.
/// Everything is in child processes: SystemC builds its design once a process and cannot build a
/// second, so only that lets an interpreter run many simulations, from many threads; and a model
/// that crashes, hangs or takes all memory costs one call. The models are not linked in here.
/// The interpreter's lock is released from the fork to the end of parsing; it is taken every
/// 100 ms to see Ctrl-C, and to make the objects.
/// Leaves out: results while a call runs.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <nlohmann/json.hpp>

#include "python/native/child.h"

namespace py = pybind11;

namespace fluxgate::python {
namespace {

using Json = nlohmann::ordered_json;  // keys in the order of the command line

py::object to_python(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return py::bool_(json.get<bool>());
    case Json::value_t::number_integer:
      return py::int_(json.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return py::int_(json.get<std::uint64_t>());
    case Json::value_t::number_float:
      return py::float_(json.get<double>());
    case Json::value_t::string:
      return py::str(json.get_ref<const std::string&>());
    case Json::value_t::array: {
      py::list list(json.size());
      for (std::size_t i = 0; i < json.size(); ++i) list[i] = to_python(json[i]);
      return list;
    }
    case Json::value_t::object: {
      py::dict dict;
      for (const auto& [key, value] : json.items()) dict[py::str(key)] = to_python(value);
      return dict;
    }
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      break;
  }
  return py::none();
}

/// False when Python wants to raise: Ctrl-C in the main thread.
bool goes_on() {
  const py::gil_scoped_acquire lock;
  return PyErr_CheckSignals() == 0;
}

/// (exit code, signal, object of stdout or None, text of stderr)
py::tuple call(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (word.find('\0') != std::string::npos) throw py::value_error("a zero byte in an argument");
  Finished finished;
  Json json;
  bool was_stopped = false;
  {
    const py::gil_scoped_release unlocked;
    finished = run_child(words, [&was_stopped] {
      was_stopped = !goes_on();
      return !was_stopped;
    });
    json = Json::parse(finished.out, nullptr, false);
  }
  if (was_stopped) throw py::error_already_set();
  return py::make_tuple(finished.exit_code, finished.signal, to_python(json), finished.err);
}

}  // namespace
}  // namespace fluxgate::python

PYBIND11_MODULE(_native, module) {
  module.doc() = "Runs the fluxgate program in a child process.";
  module.def("call", &fluxgate::python::call, py::arg("words"),
             "(exit code, signal, object of stdout or None, text of stderr)");
}
