/// Self-registration of parts (datapaths, operator kinds, commands). Parts live in OBJECT
/// libraries: a static library would drop them silently. Iteration is in the order of the ids.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "sim/core/errors.h"

namespace fluxgate {

/// `Tag` keeps apart registries of parts of the same type.
template <class Part, class Tag = Part>
class Registry {
 public:
  static bool add(const std::string& id, Part part) {
    const bool is_new = parts().emplace(id, std::move(part)).second;
    FG_CHECK(is_new);
    return is_new;
  }
  [[nodiscard]] static bool has(const std::string& id) { return parts().count(id) != 0; }
  [[nodiscard]] static const Part& get(const std::string& id) { return parts().at(id); }
  [[nodiscard]] static const std::map<std::string, Part>& all() { return parts(); }

 private:
  static std::map<std::string, Part>& parts() {
    static std::map<std::string, Part> map;
    return map;
  }
};

}  // namespace fluxgate
