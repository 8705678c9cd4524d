#!/usr/bin/env python3
"""@name@.yaml holds what an array of this size must: python3 test_@name@.py"""
import os
import unittest

import fluxgate

ARCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "@name@.yaml")
SIZE = {"workload.M": 256, "workload.N": 256, "workload.K": 256, "workload.dtype": "int8"}


class NpuTest(unittest.TestCase):
    def test_a_product_takes_at_least_its_macs_over_the_multipliers(self):
        result = fluxgate.run("gemm", ARCH, settings=SIZE)
        self.assertEqual(result["macs"], 256**3)
        self.assertGreaterEqual(result["cycles"], 256**3 / (32 * 32))
        self.assertGreaterEqual(result["time_s"], result["bound_s"])

    def test_a_smaller_array_is_never_faster(self):
        whole = fluxgate.run("gemm", ARCH, settings=SIZE)
        half = fluxgate.run("gemm", ARCH, settings={**SIZE, "array.rows": 16})
        self.assertGreaterEqual(half["time_s"], whole["time_s"])

    def test_a_network_runs_and_every_invariant_holds(self):
        result = fluxgate.run("tiny-transformer", ARCH)
        self.assertGreater(result["energy_j"], 0)
        self.assertTrue(all(result["invariants"].values()))


unittest.main()
