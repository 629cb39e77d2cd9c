"""Views: load, authorise, validate, call one service or query, render."""
