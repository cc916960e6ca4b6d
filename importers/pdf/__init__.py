"""PDF files: read in a process of its own, written down as lines of text, and what these say of a paper."""

MARK = "papershelf: the lines of a PDF, as drawn"
"""The first line of the text form, by which its reader knows it; what stands below, `child.py` says."""
