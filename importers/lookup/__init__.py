"""Asking services online."""
