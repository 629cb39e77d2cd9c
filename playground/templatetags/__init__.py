"""Tags and filters that templates share."""
