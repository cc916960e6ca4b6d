"""The use cases that every face of papershelf shares: no screen, no click."""
