"""The two-page edition as a tagged PDF."""
