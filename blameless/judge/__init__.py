"""Judging: evidence and structure to findings. Knows nothing of Markdown, nor of how findings are shown."""
