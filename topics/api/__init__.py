"""The open API: what readers have, for machines. It reads editions and rows derived from them, and writes nothing."""
