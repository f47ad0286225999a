"""The outside systems that people talks to, one folder each."""
