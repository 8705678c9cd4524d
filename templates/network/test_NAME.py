#!/usr/bin/env python3
"""@name@.yaml counts what its formulas say and runs: python3 test_@name@.py"""
import os
import unittest

import fluxgate

NETWORK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "@name@.yaml")
D, HIDDEN, SEQ = 128, 512, 64


class NetworkTest(unittest.TestCase):
    def test_parameters_and_macs_are_those_of_the_layers(self):
        counted = fluxgate.count(NETWORK)
        self.assertEqual(counted["macs"], SEQ * 2 * D * HIDDEN)
        weights = {op["name"]: op["params"] for op in counted["operators"]}
        self.assertGreaterEqual(weights["up"], D * HIDDEN)
        self.assertGreaterEqual(weights["down"], D * HIDDEN)
        self.assertEqual(sum(weights.values()), counted["params"])

    def test_twice_the_batch_is_twice_the_work(self):
        self.assertEqual(fluxgate.count(NETWORK, batch=2)["macs"], 2 * fluxgate.count(NETWORK)["macs"])

    def test_it_runs_on_an_npu_and_on_a_gpu_and_never_below_its_bound(self):
        for arch in ("npu_edge", "h100_sxm"):
            result = fluxgate.run(NETWORK, arch)
            self.assertGreaterEqual(result["time_s"], result["bound_s"], arch)


unittest.main()
