"""reStructuredText as blocks.

docutils, its reference implementation, reads it; nothing is included, fetched or run. It tells the line of each block and
keeps a sign where a backslash stood, so that the words of a block are found in their lines as they were written.
"""
