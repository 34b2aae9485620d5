"""Cases as the law sees them: kinds, references, dates, legal moves, checklists, outcomes. No clock."""
