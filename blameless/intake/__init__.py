"""Intake: what lies behind the paths of a command, and each kind of input made text, and its text blocks."""
