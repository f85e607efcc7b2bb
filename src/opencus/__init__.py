"""OpenCUS: one system for a Polish social services centre (Centrum Usług Społecznych)."""

__version__ = "0.1.0"
