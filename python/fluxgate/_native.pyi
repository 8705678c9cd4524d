from typing import Any, Sequence

def call(words: Sequence[str]) -> tuple[int, int, Any, str]:
    """Path of the program and its arguments -> (exit code, signal, object of stdout or None, text of stderr)."""
