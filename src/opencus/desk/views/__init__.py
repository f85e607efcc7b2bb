"""Pages of the desk, one file per page."""
