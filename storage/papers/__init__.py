"""What a paper is, and nothing of where it is kept."""
