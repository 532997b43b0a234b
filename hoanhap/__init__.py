"""Hòa Nhập."""
