#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

TEST_CASE("neuro gives rates, margins, junctions, area and all totals of power") {
  const Said said = run_program("neuro xor --slots 400 --margins --json");
  REQUIRE(said.exit_code == 0);
  const auto json = said.json();
  for (const char* key : {"network", "level", "cases", "accuracy", "classification_margin",
                          "junctions", "bias_ua", "area_mm2", "cells"})
    CHECK(json.contains(key));
  for (const char* technology : {"rsfq", "ersfq"})
    for (const char* total : {"chip_4k_w", "chip_times_70_w", "chip_times_300_w",
                              "chip_times_400_w", "chip_times_1000_w", "chip_and_cables_4k_w"})
      CHECK(json.at("power").at(technology).at(total).get<double>() > 0);
  CHECK(json.at("synapses") == 6);
  CHECK(json.at("neurons") == 3);
  CHECK(json.at("margin_percent").size() == 12);  // 6 weights, 3 thresholds, 3 together
  CHECK(json.at("margin_percent").at("h2.ith_ua").at(0).get<double>() < -10);
}

TEST_CASE("neuro repeats with its seed at any number of jobs, and the table is readable") {
  const std::string call = "neuro xor --slots 100 --set h1.a=53 --json";
  CHECK(run_program(call).out == run_program(call + " --jobs 3").out);
  CHECK(run_program(call).out != run_program(call + " --seed 2").out);
  CHECK_THAT(run_program("neuro xor").out, Catch::Contains("accuracy 1.0000"));
}

TEST_CASE("digits are read by a trained network, worse with heat and spread of the bias") {
  const auto sweep = [](const std::string& values) {
    const Said said = run_program("neuro digits --jobs 2 --json --sweep " + values);
    REQUIRE(said.exit_code == 0);
    std::vector<double> accuracy;
    const auto json = said.json();
    for (const auto& point : json.at("sweep")) accuracy.push_back(point.at("accuracy"));
    return accuracy;
  };
  const std::vector<double> heat = sweep("temperature=4.2,40");
  CHECK(heat[0] > 0.9);
  CHECK(heat[1] < heat[0]);
  const std::vector<double> spread = sweep("bias_spread=0,0.1");
  CHECK(spread[0] == heat[0]);
  CHECK(spread[1] < spread[0]);
}

TEST_CASE("wrong calls of neuro are refused") {
  const auto refuse = [](const std::string& arguments, int exit_code, const std::string& words) {
    const Said said = run_program("neuro " + arguments);
    CHECK(said.exit_code == exit_code);
    CHECK_THAT(said.err, Catch::Contains(words));
  };
  refuse("xorr", 3, "did you mean 'xor'?");
  refuse("nowhere/x.yaml", 3, "nowhere/x.yaml");
  refuse("xor --level gate", 2, "known: circuit, pulse, architecture");
  refuse("xor --set h1=3", 2, "write NEURON.ith_ua=VALUE");
  refuse("xor --set h1.c=3", 2, "neuron 'h1' has no synapse from 'c'");
  refuse("xor --set h9.a=3", 2, "no neuron 'h9'");
  refuse("xor --temperature -1", 2, "--temperature");
  refuse("xor --bias-spread 1", 2, "--bias-spread");
  refuse("xor --sweep bias=1", 2, "write temperature=K,K,...");
  refuse("xor --sweep temperature=4,x", 2, "'x' is not a value");
  refuse("xor --sweep temperature=4 --level pulse", 2, "--sweep: at level");
  refuse("xor --jobs 0", 2, "--jobs");
  refuse("xor --margins --set h1.ith_ua=20", 4, "not every case is right");
  refuse("xor --margins --level pulse", 2, "--margins");
}
