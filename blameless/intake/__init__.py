"""Intake: what lies behind the paths of a command."""
