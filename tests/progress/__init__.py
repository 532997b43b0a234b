"""Tests of the app `progress`."""
