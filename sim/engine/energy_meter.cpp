#include "sim/engine/energy_meter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

namespace fluxgate {
namespace {

constexpr double kRounding = 1e-9;

}  // namespace

double sum_j(const std::vector<double>& parts) {
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

bool matches_count(const std::string& pattern, const std::string& name) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  std::size_t n = 0;
  for (const char c : pattern) {
    if (c == '*') {
      if (n >= name.size() || !is_digit(name[n])) return false;
      while (n < name.size() && is_digit(name[n])) ++n;
    } else if (n >= name.size() || name[n++] != c) {
      return false;
    }
  }
  return n == name.size();
}

EnergyMeter::EnergyMeter(EnergyModel model) : model_(std::move(model)) {
  for (const Price& p : model_.prices)
    report_.parts.push_back({p.component, p.action, p.source, 0});
  for (const Background& b : model_.background)
    report_.parts.push_back({b.component, b.action, b.source, 0});
  report_.area = model_.area;
  report_.power_limit_w = model_.power_limit_w;
  report_.cryogenic = model_.cryogenic;
}

std::vector<std::size_t> EnergyMeter::prices_of(const Count& count) const {
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < model_.prices.size(); ++i)
    if (matches_count(model_.prices[i].count, count.name)) own.push_back(i);
  const bool is_time = count.unit == "cycle" || count.unit == "fs";
  if (own.empty() && !is_time)
    throw ModelError(fmt::format(
        "'{}' is counted but has no energy; give it a price, or name it free with the reason",
        count.name));
  return own;
}

void EnergyMeter::bind(const std::vector<Count>& counts) {
  for (const Count& count : counts) {
    std::vector<std::size_t> own = prices_of(count);
    for (const std::size_t i : own) {
      const double energy_j = model_.prices[i].energy_j;
      if (count.unit == "mac" && energy_j > 0)
        least_mac_j_ = least_mac_j_ > 0 ? std::min(least_mac_j_, energy_j) : energy_j;
    }
    prices_of_.push_back(std::move(own));
  }
}

std::vector<double> EnergyMeter::price(const LaunchResult& launch) {
  if (prices_of_.empty()) bind(launch.counts);
  std::vector<double> parts = idle(launch.sustained_time.value_or(launch.time));
  for (std::size_t c = 0; c < launch.counts.size(); ++c)
    for (const std::size_t i : prices_of_.at(c))
      parts[i] += static_cast<double>(launch.counts[c].value) * model_.prices[i].energy_j *
                  (model_.prices[i].supply == Supply::Core ? launch.energy_scale : 1);
  return parts;
}

std::vector<double> EnergyMeter::price(const Count& count) {
  std::vector<double> parts(report_.parts.size(), 0);
  for (const std::size_t i : prices_of(count))
    parts[i] += static_cast<double>(count.value) * model_.prices[i].energy_j;
  return parts;
}

std::vector<double> EnergyMeter::idle(TimeFs time) const {
  std::vector<double> parts(report_.parts.size(), 0);
  for (std::size_t i = 0; i < model_.background.size(); ++i)
    parts[model_.prices.size() + i] = model_.background[i].power_w * seconds(time);
  return parts;
}

bool EnergyMeter::is_time_background_only(const LaunchResult& launch) {
  LaunchResult slow = launch;
  const TimeFs more = launch.sustained_time.value_or(launch.time);
  slow.sustained_time = more * 2;
  const std::vector<double> once = price(launch), twice = price(slow), rest = idle(more);
  for (std::size_t i = 0; i < once.size(); ++i)
    if (std::abs(twice[i] - once[i] - rest[i]) > kRounding * twice[i]) return false;
  return true;
}

void EnergyMeter::multiply(std::int64_t copies, std::int64_t machines) {
  for (EnergyPart& part : report_.parts) part.energy_j *= static_cast<double>(copies);
  const auto size = static_cast<double>(machines);
  for (AreaPart& part : report_.area) part.area_mm2 *= size;
  if (report_.power_limit_w) *report_.power_limit_w *= size;
}

void EnergyMeter::add(const std::vector<double>& parts, std::int64_t times) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    report_.parts[i].energy_j += parts[i] * static_cast<double>(times);
}

}  // namespace fluxgate
