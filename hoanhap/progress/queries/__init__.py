"""Reads of progress, and what its pages show."""
