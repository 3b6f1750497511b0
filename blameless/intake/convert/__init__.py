"""Conversions by libraries that were made for other things: a module each, whose ``convert`` makes Markdown of bytes.

They run in a process of their own, see :mod:`.box`, which loads them; nothing else does.
"""
