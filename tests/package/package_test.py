#!/usr/bin/env python3
"""The Debian package: made by CPack, unpacked into an empty prefix, run where the source tree cannot be seen.

Usage: package_test.py SOURCE BUILD. Whoever may mount hides the source tree by an empty file system; otherwise only
the strings of the program show that it knows no path of it.
"""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE, BUILD = (Path(word).resolve() for word in sys.argv[1:3])
del sys.argv[1:3]


def done(*words, **options):
    return subprocess.run(words, text=True, capture_output=True, **options)


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.work = Path(cls.folder.name)
        made = done("cpack", "-G", "DEB", "-B", str(cls.work), "--config", str(BUILD / "CPackConfig.cmake"), cwd=BUILD)
        assert made.returncode == 0, made.stdout + made.stderr
        cls.package = next(cls.work.glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", cls.package, cls.work / "root"], check=True)
        cls.prefix = cls.work / "root/usr"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def hidden(self, script):
        """Runs shell lines without the source tree; `fluxgate` is the unpacked program."""
        may_mount = done("unshare", "-m", "true").returncode == 0
        hide = "".join(f"if [ -d '{path}' ]; then mount -t tmpfs none '{path}'; fi\n"
                       for path in (SOURCE, BUILD) if may_mount)
        outer = ["unshare", "-m"] if may_mount else []
        environment = {"PATH": f"{self.prefix}/bin:/usr/bin:/bin", "HOME": str(self.work), "LC_ALL": "C.UTF-8",
                       "PYTHONPATH": str(self.prefix / "lib/python3/dist-packages"), "PYTHONDONTWRITEBYTECODE": "1"}
        said = done(*outer, "bash", "-ec", hide + script, cwd=self.work, env=environment)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
        return said.stdout

    def test_the_package_says_which_libraries_it_needs(self):
        depends = done("dpkg-deb", "-f", str(self.package), "Depends").stdout
        for library in ("libsystemc", "libyaml-cpp0.7", "libpagmo8", "libsqlite3-0"):
            self.assertIn(library, depends)

    def test_no_path_of_source_or_build_is_compiled_in(self):
        for file in self.prefix.rglob("*"):
            if file.is_file() and file.suffix in ("", ".so", ".cmake", ".1"):
                self.assertNotIn(str(SOURCE).encode(), file.read_bytes(), file)

    def test_the_files_that_others_look_for_are_there(self):
        for file in ("share/man/man1/fluxgate.1", "share/bash-completion/completions/fluxgate",
                     "share/zsh/vendor-completions/_fluxgate", "share/doc/fluxgate/copyright"):
            self.assertGreater((self.prefix / file).stat().st_size, 500, file)

    def test_lists_runs_sweeps_and_reports(self):
        said = self.hidden("""
            fluxgate list archs
            fluxgate run tiny-transformer --arch npu_edge --out result >/dev/null
            fluxgate run tiny-transformer --arch h100_sxm --tier bound
            fluxgate predict --arch h100_sxm "$(dirname $(command -v fluxgate))"/../share/fluxgate/tests/reference/h100/rowwise.csv | tail -1
            printf 'workload: tiny-transformer\\narch: npu_edge\\nkeys: {cores: [1, 2]}\\nobjectives: [time_s]\\n' >space.yaml
            fluxgate sweep space.yaml --jobs 1
            fluxgate report result space.db -o page.html""")
        self.assertIn("npu_edge", said)
        self.assertIn("2 points", said)
        self.assertGreater((self.work / "page.html").stat().st_size, 100_000)

    @unittest.skipUnless((BUILD / "python").exists(), "built without the Python package")
    def test_python_finds_the_installed_program(self):
        said = self.hidden("python3 -c \"import fluxgate; print(fluxgate.program(), fluxgate.count('vit-b-16')['params'])\"")
        self.assertEqual(said.split(), [str(self.prefix / "bin/fluxgate"), "86567656"])

    def test_a_block_of_a_user_builds_against_the_package(self):
        said = self.hidden("""
            cp -r "$(dirname $(command -v fluxgate))"/../share/fluxgate/examples/own_mac block
            { cmake -G Ninja -S block -B block/build && cmake --build block/build; } >log 2>&1 || { cat log; exit 1; }
            fluxgate cosim own_mac --load block/build/own_mac.so --transactions 500""")
        self.assertIn("500 of 500 transactions matched", said)


unittest.main()
