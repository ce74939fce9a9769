"""What readers ask for. Views know editions and what is derived from them, never the draft."""
