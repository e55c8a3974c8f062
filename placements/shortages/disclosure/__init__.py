"""Small counts are withheld over everything that is published together, so that nobody can work them out."""
