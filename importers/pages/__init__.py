"""Pages of papers as people copy them: their lines, the people in them, and what repeats from record to record."""
