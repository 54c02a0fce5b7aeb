"""Results from where they lie: sources read through Ibis, matched, credited, and reconciled to the last cent."""
