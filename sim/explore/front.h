/// Points none of which is at least as good as another in every objective and better in one. Values
/// are to be minimised.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace fluxgate::explore {

class Front {
 public:
  struct Member {
    std::int64_t index = 0;
    std::vector<double> values;
  };
  void offer(std::int64_t index, const std::vector<double>& values);
  /// A member that beats whatever has at least these values: no worse anywhere, better somewhere.
  [[nodiscard]] std::optional<std::int64_t> beaten_by(const std::vector<double>& values) const;
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }

 private:
  std::vector<Member> members_;
};

}  // namespace fluxgate::explore
